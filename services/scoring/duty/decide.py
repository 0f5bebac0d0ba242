"""What may become true of the duties of one subject, decided by pure functions.

Each duty has a deadline of its own, for the step that time takes next. Whoever does it late finds recorded
first what came before: an outage hides nothing, and tells nothing twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import ClassVar, assert_never
from uuid import UUID

from services.scoring.duty.ahead import Ahead, in_order, missed
from services.scoring.duty.events import (
    Duty,
    DutyBreached,
    DutyEscalated,
    DutyEvent,
    DutyMet,
    DutyOpened,
    DutyWarned,
    Rung,
)
from shared.kit.decider import CancelDeadline, DeadlineChange, Decider, Decision, Rejection, SetDeadline
from shared.kit.steps import Steps

STEP, DONE = "duty-step", "duty-done"
"""Kinds of deadlines: a duty's next step, and that somebody did what a duty may ask for."""


def done(told: str, subject_id: UUID, before: str, by: str, at: datetime) -> SetDeadline:
    """Return the deadline, due at once, by which all duties before the period `before` are met.

    It stands in the transaction of what was done, in a stream of its own key; `told` is its id there.
    """
    return SetDeadline(told, DONE, at, {"subject": str(subject_id), "before": before, "by": by})


@dataclass(frozen=True, slots=True)
class OpenDuty:
    """It is owed since `since`; the policy worked out when it is warned of and when it goes up."""

    duty: Duty
    warn_at: tuple[datetime, ...]
    ladder: tuple[Rung, ...]
    since: datetime


@dataclass(frozen=True, slots=True)
class TakeSteps:
    """The deadline of the period's duty fell due: whatever time has brought by now is recorded."""

    period: str
    deadline: str
    now: datetime


@dataclass(frozen=True, slots=True)
class MeetDuties:
    """`by` did at `met_at` what the duties of all periods before `before` ask for; `deadline` is over."""

    before: str
    by: str
    met_at: datetime
    now: datetime
    deadline: str


DutyCommand = OpenDuty | TakeSteps | MeetDuties


class DutyNotDue(Rejection):
    """The next step lies ahead; no deadline takes effect early."""

    code: ClassVar[str] = "duty_not_due"


@dataclass(frozen=True, slots=True)
class Open:
    """A duty that is not done: with the steps not yet taken."""

    duty: Duty
    since: datetime
    ahead: tuple[Ahead, ...]

    @property
    def steps(self) -> Steps[Ahead]:
        """What time does with it next."""
        detail = {"period": self.duty.period}
        return Steps(f"duty-{self.duty.duty_id}/next", STEP, self.ahead, detail)


@dataclass(frozen=True, slots=True)
class Subject:
    """The duties of one subject that are not done, by period, and the periods of those that are."""

    open: Mapping[str, Open] = field(default_factory=dict)
    done: frozenset[str] = frozenset()


def evolve(state: Subject, event: DutyEvent) -> Subject:
    """Return the duties after the fact."""
    period = event.duty.period
    if isinstance(event, DutyOpened):
        return replace(state, open={**state.open, period: _opened(event)})
    known = state.open.get(period)
    if known is None:
        return state
    match event:
        case DutyWarned() | DutyBreached() | DutyEscalated():
            # Steps are taken in their order.
            return replace(state, open={**state.open, period: replace(known, ahead=known.ahead[1:])})
        case DutyMet():
            left = {name: one for name, one in state.open.items() if name != period}
            return Subject(left, state.done | {period})
        case _:
            assert_never(event)


def _opened(event: DutyOpened) -> Open:
    steps = [Ahead(at, "warning") for at in event.warn_at]
    steps.append(Ahead(event.duty.due_at, "breach"))
    steps += [Ahead(rung.at, "escalation", rung.name, rung.to) for rung in event.ladder]
    return Open(event.duty, event.occurred_at, in_order(steps))


def decide(state: Subject, command: DutyCommand) -> Decision[DutyEvent]:
    """Return what becomes true. Raises DutyNotDue."""
    match command:
        case OpenDuty():
            return _open(state, command)
        case TakeSteps():
            return _take(state, command)
        case MeetDuties():
            return _meet(state, command)
        case _:
            assert_never(command)


def _open(state: Subject, command: OpenDuty) -> Decision[DutyEvent]:
    if command.duty.period in state.done | state.open.keys():
        return Decision()
    # A warning for a time before it was owed would tell nobody anything.
    warn_at = tuple(at for at in command.warn_at if at > command.since)
    opened = DutyOpened(command.duty, warn_at, command.ladder, command.since)
    return Decision((opened,), (_opened(opened).steps.next(),))


def _take(state: Subject, command: TakeSteps) -> Decision[DutyEvent]:
    known = state.open.get(command.period)
    if known is None:
        return Decision((), (CancelDeadline(command.deadline),))
    return known.steps.take(
        command.now,
        lambda step: _taken(known.duty, step, command.now),
        lambda due_at: DutyNotDue(due_at=due_at.isoformat()),
    )


def _meet(state: Subject, command: MeetDuties) -> Decision[DutyEvent]:
    events: list[DutyEvent] = []
    over: list[DeadlineChange] = [CancelDeadline(command.deadline)]
    for period, known in sorted(state.open.items()):
        steps = known.steps
        if period < command.before and command.met_at >= known.since:
            events += [_taken(known.duty, step, command.now) for step in missed(steps, command.met_at)]
            late = command.met_at > known.duty.due_at
            events.append(DutyMet(known.duty, late, command.by, occurred_at=command.met_at))
            over.append(steps.over())
    return Decision(tuple(events), tuple(over))


def _taken(duty: Duty, step: Ahead, now: datetime) -> DutyEvent:
    if step.kind == "warning":
        return DutyWarned(duty, step.at, now)
    if step.kind == "breach":
        return DutyBreached(duty, step.at, now)
    return DutyEscalated(duty, step.name, step.to, step.at, now)


DUTIES: Decider[Subject, DutyCommand, DutyEvent] = Decider(Subject(), evolve, decide)
