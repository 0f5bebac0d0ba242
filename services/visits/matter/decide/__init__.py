"""What may become true about a matter 事项, decided by pure functions.

Its clock ends once: closed in time, or breached. It may stand still for a while that is said beforehand,
so a pause that everybody forgets ends by itself and hides nothing.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from services.visits.matter.decide.commands import (
    BreachMatter,
    CloseMatter,
    LinkMatter,
    MatterChangeMissing,
    MatterClockStopped,
    MatterClosedAlready,
    MatterCommand,
    MatterForAnother,
    MatterKindUnknown,
    MatterMeasureOfAnotherKind,
    MatterNotClosed,
    MatterNotDue,
    MatterNotPaused,
    MatterOpenedOtherwise,
    MatterPauseTooLong,
    MatterReopeningOver,
    MatterStepMissing,
    MatterStepUnknown,
    MatterUnknown,
    OpenMatter,
    PauseMatter,
    ReopenMatter,
    ResumeMatter,
    TakeStep,
)
from services.visits.matter.decide.state import After, Matter, State, changed, evolve
from services.visits.matter.events import (
    MatterBreached,
    MatterClosed,
    MatterEvent,
    MatterLinked,
    MatterOpened,
    MatterPaused,
    MatterReopened,
    MatterResumed,
    MatterStepTaken,
)
from shared.kit.decider import CancelDeadline, Decider, Decision
from shared.kit.steps import Due, Steps

__all__ = [
    "DEADLINE_KIND",
    "MATTER",
    "BreachMatter",
    "CloseMatter",
    "LinkMatter",
    "Matter",
    "MatterCommand",
    "MatterKindUnknown",
    "MatterUnknown",
    "OpenMatter",
    "PauseMatter",
    "ReopenMatter",
    "ResumeMatter",
    "State",
    "TakeStep",
    "decide",
    "evolve",
]

DEADLINE_KIND = "matter-due"


def decide(state: State, command: MatterCommand) -> Decision[MatterEvent]:
    """Return what becomes true. Raises the rejections of `commands`."""
    if isinstance(command, OpenMatter):
        return _open(state, command)
    if state is None:
        raise MatterUnknown
    match command:
        case BreachMatter():
            return _breach(state, command.now)
        case ReopenMatter():
            return _reopen(state, command)
        case CloseMatter():
            return _close(state, command)
        case LinkMatter():
            return _link(state, command)
        case TakeStep() | PauseMatter() | ResumeMatter():
            if state.closed is not None:
                raise MatterClosedAlready(outcome=state.closed.outcome)
            return _under_way(state, command)
        case _:
            assert_never(command)


def _open(state: State, command: OpenMatter) -> Decision[MatterEvent]:
    # What asked for it has had its answer, whether it was opened now or at an earlier try.
    asked = () if command.ends is None else (CancelDeadline(command.ends),)
    opened = MatterOpened(
        raised=command.raised,
        terms=command.terms,
        summary=command.summary,
        because_of=command.because_of,
        due_at=command.due_at,
        opened_by=command.opened_by,
        occurred_at=command.now,
    )
    if state is None:
        return Decision((opened,), (*asked, _clock(Matter(opened, opened.due_at, opened.occurred_at)).next()))
    # Its terms were set by the first telling; told again, only what was said counts.
    said = replace(
        state.raised,
        customer_id=command.raised.customer_id,
        kind=command.raised.kind,
        category=command.raised.category,
    )
    told = (command.summary, command.because_of)
    if said != state.raised or told != (state.opened.summary, state.opened.because_of):
        raise MatterOpenedOtherwise(matter_id=str(command.raised.matter_id))
    return Decision((), asked)


def _under_way(state: Matter, command: TakeStep | PauseMatter | ResumeMatter) -> Decision[MatterEvent]:
    match command:
        case TakeStep():
            return _take(state, command)
        case PauseMatter():
            return _pause(state, command)
        case ResumeMatter():
            return _resume(state, command)


def _take(state: Matter, command: TakeStep) -> Decision[MatterEvent]:
    step = next((one for one in state.terms.steps if one.name == command.step), None)
    if step is None:
        raise MatterStepUnknown(kind=state.raised.kind, step=command.step)
    if step.taken_by is not None:
        _refuse_others((step.taken_by,), command.roles)
    before = state.steps.get(command.step)
    if before is not None and before.text == command.text:
        return Decision()
    taken = MatterStepTaken(state.raised, command.step, command.text, command.taken_by, command.now)
    return Decision((taken,))


def _pause(state: Matter, command: PauseMatter) -> Decision[MatterEvent]:
    if state.stands_still(command.now) or state.breached is not None or state.due_at <= command.now:
        raise MatterClockStopped(due_at=state.due_at.isoformat())
    if not timedelta() < command.until - command.now <= timedelta(days=state.terms.pause_days):
        raise MatterPauseTooLong(days=str(state.terms.pause_days), until=command.until.isoformat())
    paused = MatterPaused(
        raised=state.raised,
        reason=command.reason,
        until=command.until,
        due_at=command.moved(state.due_at, command.now, command.until),
        paused_by=command.paused_by,
        occurred_at=command.now,
    )
    return _moved(state, paused)


def _resume(state: Matter, command: ResumeMatter) -> Decision[MatterEvent]:
    if state.paused is None or not state.stands_still(command.now):
        raise MatterNotPaused(matter_id=str(state.raised.matter_id))
    due_at = command.moved(state.due_at, state.paused.until, command.now)
    resumed = MatterResumed(state.raised, due_at, command.resumed_by, command.now)
    return _moved(state, resumed)


def _breach(state: Matter, now: datetime) -> Decision[MatterEvent]:
    return _clock(state).take(
        now,
        lambda due: _breached(state, due, now),
        lambda due_at: MatterNotDue(due_at=due_at.isoformat()),
    )


def _link(state: Matter, command: LinkMatter) -> Decision[MatterEvent]:
    if command.measure_id in state.measures:
        return Decision()
    wanted = state.terms.measures
    if command.kind != wanted:
        raise MatterMeasureOfAnotherKind(kind=command.kind, wanted=wanted or "")
    # Also of one that is closed: which change came of it is often known later.
    return Decision((MatterLinked(state.raised, command.measure_id, command.linked_by, command.now),))


def _close(state: Matter, command: CloseMatter) -> Decision[MatterEvent]:
    if state.closed is not None:
        if (state.closed.outcome, state.closed.change) == (command.outcome, command.change):
            return Decision()
        raise MatterClosedAlready(outcome=state.closed.outcome)
    _refuse_others(state.terms.closed_by, command.roles)
    if missing := state.missing():
        raise MatterStepMissing(step=missing[0])
    if state.terms.needs_change and command.change is None:
        raise MatterChangeMissing(kind=state.raised.kind)
    late = state.breached is not None or state.due_at <= command.now
    closed = MatterClosed(state.raised, command.outcome, command.change, late, command.closed_by, command.now)
    return Decision((*_missed(state, command.now), closed), (_clock(state).over(),))


def _reopen(state: Matter, command: ReopenMatter) -> Decision[MatterEvent]:
    if state.closed is None:
        raise MatterNotClosed(matter_id=str(state.raised.matter_id))
    if command.now > state.closed.occurred_at + timedelta(days=state.terms.reopen_days):
        raise MatterReopeningOver(closed_at=state.closed.occurred_at.isoformat())
    reopened = MatterReopened(state.raised, command.reason, command.due_at, command.reopened_by, command.now)
    return _moved(state, reopened)


def _missed(state: Matter, now: datetime) -> tuple[MatterBreached, ...]:
    """Return the breach that has come by now and is not yet recorded: nobody hides it by being quick."""
    return tuple(_breached(state, due, now) for due in _clock(state).due(now))


def _breached(state: Matter, due: Due, now: datetime) -> MatterBreached:
    return MatterBreached(state.raised, state.terms.told, due.at, now)


def _moved(state: Matter, event: After) -> Decision[MatterEvent]:
    """Return that its clock goes by the due time after `event`."""
    return Decision((event,), (_clock(changed(state, event)).next(),))


def _refuse_others(needed: tuple[str, ...], roles: frozenset[str] | None) -> None:
    if needed and roles is not None and roles.isdisjoint(needed):
        raise MatterForAnother(required_role=needed[0])


def _clock(state: Matter) -> Steps[Due]:
    return Steps(f"matter-{state.raised.matter_id}/due", DEADLINE_KIND, state.ahead())


MATTER: Decider[State, MatterCommand, MatterEvent] = Decider(None, evolve, decide)
