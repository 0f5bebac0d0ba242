"""What may become true about an obligation 应办, decided by pure functions.

Every step that time takes is recorded once, in order: the warnings, the breach, the ladder. A person who
comes after the due time but before the worker finds the breach recorded by their own command.
"""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from services.visits.obligation.decide.commands import (
    CancelObligation,
    DueInPast,
    EscalationUnknown,
    HandOverObligation,
    MeetObligation,
    ObligationAlreadyCancelled,
    ObligationAlreadyMet,
    ObligationCommand,
    ObligationNotDue,
    ObligationOpenedOtherwise,
    ObligationUnknown,
    OpenObligation,
    SettleObligation,
    TakeSteps,
)
from services.visits.obligation.decide.state import Ahead, Obligation, State, evolve
from services.visits.obligation.events import (
    ObligationBreached,
    ObligationCancelled,
    ObligationEscalated,
    ObligationEvent,
    ObligationHandedOver,
    ObligationMet,
    ObligationOpened,
    ObligationSettled,
    ObligationWarned,
)
from shared.kit.decider import Decider, Decision
from shared.kit.steps import Steps

__all__ = [
    "BY_HAND",
    "DEADLINE_KIND",
    "OBLIGATION",
    "CancelObligation",
    "DueInPast",
    "EscalationUnknown",
    "HandOverObligation",
    "MeetObligation",
    "Obligation",
    "ObligationAlreadyCancelled",
    "ObligationAlreadyMet",
    "ObligationCommand",
    "ObligationNotDue",
    "ObligationOpenedOtherwise",
    "ObligationUnknown",
    "OpenObligation",
    "SettleObligation",
    "State",
    "TakeSteps",
    "decide",
    "evolve",
]

BY_HAND = "by_hand"
"""The rule of what a person opened, and the reason of what a person cancelled."""

DEADLINE_KIND = "obligation-step"


def decide(state: State, command: ObligationCommand) -> Decision[ObligationEvent]:
    """Return what becomes true. Raises the rejections of `commands`."""
    if isinstance(command, OpenObligation):
        return _open(state, command)
    if state is None:
        raise ObligationUnknown
    match command:
        case TakeSteps():
            return _take(state, command.now)
        case MeetObligation():
            return _meet(state, command)
        case CancelObligation():
            return _cancel(state, command)
        case HandOverObligation():
            return _hand_over(state, command)
        case SettleObligation():
            return _settle(state, command.now)
        case _:
            assert_never(command)


def _open(state: State, command: OpenObligation) -> Decision[ObligationEvent]:
    by_hand = command.owed.rule == BY_HAND
    if state is not None:
        # Told again under another book, only what was said counts.
        if by_hand and replace(command.owed, policy_version=state.owed.policy_version) != state.owed:
            raise ObligationOpenedOtherwise(obligation_id=str(command.owed.obligation_id))
        # A rule asks as often as it likes: only what the rule itself took back is owed again.
        if by_hand or state.cancelled is None or state.cancelled.by is not None:
            return Decision()
    elif by_hand and command.owed.due_at <= command.now:
        raise DueInPast(due_at=command.owed.due_at.isoformat(), now=command.now.isoformat())
    # A warning for a time that has passed would tell nobody anything.
    warn_at = tuple(at for at in command.warn_at if at > command.now)
    opened = ObligationOpened(command.owed, warn_at, command.ladder, command.since)
    return Decision((opened,), (_steps(Obligation(opened)).next(),))


def _take(state: Obligation, now: datetime) -> Decision[ObligationEvent]:
    return _steps(state).take(
        now,
        lambda step: _taken(state, step, now),
        lambda due_at: ObligationNotDue(due_at=due_at.isoformat()),
    )


def _taken(state: Obligation, step: Ahead, now: datetime) -> ObligationEvent:
    if step.kind == "warning":
        return ObligationWarned(state.owed, step.at, now)
    if step.step is None:
        return ObligationBreached(state.owed, step.at, now)
    return ObligationEscalated(state.owed, step.step.name, step.step.to, step.at, now)


def _meet(state: Obligation, command: MeetObligation) -> Decision[ObligationEvent]:
    if state.cancelled is not None and command.by is not None:
        raise ObligationAlreadyCancelled(reason=state.cancelled.reason)
    if state.standing != "open":
        return Decision()
    late = command.met_at > state.owed.due_at
    met = ObligationMet(state.owed, late, command.by, command.note, command.met_at)
    settled = (_settled(state, command.now),) if command.settles else ()
    return Decision((*_missed(state, command.met_at, command.now), met, *settled), (_steps(state).over(),))


def _cancel(state: Obligation, command: CancelObligation) -> Decision[ObligationEvent]:
    if state.met is not None and command.by is not None:
        raise ObligationAlreadyMet(met_at=state.met.occurred_at.isoformat())
    if state.standing != "open":
        return Decision()
    cancelled = ObligationCancelled(state.owed, command.reason, command.note, command.by, command.now)
    # A rule that takes back what it asked for says that nothing was owed; a person cannot undo a breach.
    missed = () if command.by is None else _missed(state, command.now, command.now)
    return Decision((*missed, cancelled), (_steps(state).over(),))


def _hand_over(state: Obligation, command: HandOverObligation) -> Decision[ObligationEvent]:
    before = state.owed.person
    if state.standing != "open" or before == command.person:
        return Decision()
    return Decision((ObligationHandedOver(replace(state.owed, person=command.person), before, command.now),))


def _settle(state: Obligation, now: datetime) -> Decision[ObligationEvent]:
    if state.settled or state.standing == "open":
        return Decision()
    return Decision((_settled(state, now),))


def _settled(state: Obligation, now: datetime) -> ObligationSettled:
    return ObligationSettled(state.owed.obligation_id, state.owed.customer_id, now)


def _missed(state: Obligation, until: datetime, now: datetime) -> tuple[ObligationEvent, ...]:
    """Return the breach that came before `until` and is not yet recorded."""
    due_at = state.owed.due_at
    return (ObligationBreached(state.owed, due_at, now),) if state.breached is None and due_at < until else ()


def _steps(state: Obligation) -> Steps[Ahead]:
    ahead = state.ahead() if state.standing == "open" else ()
    return Steps(f"obligation-{state.owed.obligation_id}/next", DEADLINE_KIND, ahead)


OBLIGATION: Decider[State, ObligationCommand, ObligationEvent] = Decider(None, evolve, decide)
