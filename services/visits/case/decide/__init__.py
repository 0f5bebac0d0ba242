"""What may become true about a complaint, decided by pure functions.

Each clock ends exactly once: met, or breached. A person who comes after the due time but before
the deadline's worker finds the breach recorded by their own command, so no breach is ever hidden.
"""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from services.visits.case.decide.commands import (
    AcknowledgeComplaint,
    BreachClock,
    CaseCommand,
    ClockNotDue,
    ComplaintAlreadyResolved,
    ComplaintFiledOtherwise,
    ComplaintUnknown,
    FileComplaint,
    ResolveComplaint,
)
from services.visits.case.decide.state import Case, Complaint, evolve
from services.visits.case.events import (
    CaseEvent,
    Clock,
    ComplaintAcknowledged,
    ComplaintBreached,
    ComplaintFiled,
    ComplaintResolved,
)
from shared.kit.decider import CancelDeadline, Decider, Decision, SetDeadline
from shared.kit.plausible_time import refuse_implausible

__all__ = [
    "CASE",
    "DEADLINE_KINDS",
    "AcknowledgeComplaint",
    "BreachClock",
    "Case",
    "CaseCommand",
    "ClockNotDue",
    "Complaint",
    "ComplaintAlreadyResolved",
    "ComplaintFiledOtherwise",
    "ComplaintUnknown",
    "FileComplaint",
    "ResolveComplaint",
    "decide",
    "evolve",
]

DEADLINE_KINDS: dict[str, Clock] = {
    "complaint-acknowledge": "acknowledge",
    "complaint-resolve": "resolve",
}


def decide(state: Case, command: CaseCommand) -> Decision[CaseEvent]:
    """Return what becomes true. Raises the rejections of `commands` and of `plausible_time`."""
    if isinstance(command, FileComplaint):
        return _file(state, command)
    if state is None:
        raise ComplaintUnknown
    match command:
        case AcknowledgeComplaint():
            return _acknowledge(state, command)
        case ResolveComplaint():
            return _resolve(state, command)
        case BreachClock():
            return _breach(state, command)
        case _:
            assert_never(command)


def _file(state: Case, command: FileComplaint) -> Decision[CaseEvent]:
    refuse_implausible(command.filed_at, command.now, "filed_at")
    filed = ComplaintFiled(
        complaint_id=command.complaint_id,
        customer_id=command.customer_id,
        severity=command.severity,
        summary=command.summary,
        acknowledge_by=command.acknowledge_by,
        resolve_by=command.resolve_by,
        policy_version=command.policy_version,
        occurred_at=command.filed_at,
    )
    if state is None:
        return Decision(
            (filed,),
            (
                _deadline(filed, "acknowledge", command.acknowledge_by),
                _deadline(filed, "resolve", command.resolve_by),
            ),
        )
    # The clocks were set by the first telling; when it is told again, only what was said counts.
    said_again = replace(
        state.filed, customer_id=filed.customer_id, severity=filed.severity, summary=filed.summary
    )
    if said_again == state.filed:
        return Decision()
    raise ComplaintFiledOtherwise(complaint_id=str(command.complaint_id))


def _acknowledge(state: Complaint, command: AcknowledgeComplaint) -> Decision[CaseEvent]:
    if state.acknowledged is not None:
        return Decision()
    return Decision(
        (
            *_missed(state, ("acknowledge",), command.now),
            _acknowledgement(state, command.acknowledged_by, command.now),
        ),
        (CancelDeadline(_deadline_id(state.filed, "acknowledge")),),
    )


def _resolve(state: Complaint, command: ResolveComplaint) -> Decision[CaseEvent]:
    resolved = ComplaintResolved(
        complaint_id=state.filed.complaint_id,
        customer_id=state.filed.customer_id,
        outcome=command.outcome,
        measure=command.measure,
        resolved_by=command.resolved_by,
        occurred_at=command.now,
    )
    if state.resolved is not None:
        if (state.resolved.outcome, state.resolved.measure) == (command.outcome, command.measure):
            return Decision()
        raise ComplaintAlreadyResolved(outcome=state.resolved.outcome)
    # Whoever resolves a complaint that nobody acknowledged has taken it up by that.
    taken_up = () if state.acknowledged else (_acknowledgement(state, command.resolved_by, command.now),)
    return Decision(
        (*_missed(state, ("acknowledge", "resolve"), command.now), *taken_up, resolved),
        (
            CancelDeadline(_deadline_id(state.filed, "acknowledge")),
            CancelDeadline(_deadline_id(state.filed, "resolve")),
        ),
    )


def _breach(state: Complaint, command: BreachClock) -> Decision[CaseEvent]:
    over = (CancelDeadline(_deadline_id(state.filed, command.clock)),)
    if command.clock not in state.running:
        return Decision((), over)
    if command.now < state.due_at(command.clock):
        raise ClockNotDue(clock=command.clock, due_at=state.due_at(command.clock).isoformat())
    return Decision(_missed(state, (command.clock,), command.now), over)


def _missed(state: Complaint, clocks: tuple[Clock, ...], now: datetime) -> tuple[CaseEvent, ...]:
    """Return the breaches, not yet recorded, of those clocks that ran out before now."""
    return tuple(
        ComplaintBreached(
            complaint_id=state.filed.complaint_id,
            customer_id=state.filed.customer_id,
            clock=clock,
            occurred_at=state.due_at(clock),
            noticed_at=now,
        )
        for clock in clocks
        if clock in state.running and state.due_at(clock) <= now
    )


def _acknowledgement(state: Complaint, by: str, now: datetime) -> ComplaintAcknowledged:
    return ComplaintAcknowledged(
        complaint_id=state.filed.complaint_id,
        customer_id=state.filed.customer_id,
        acknowledged_by=by,
        occurred_at=now,
    )


def _deadline_id(filed: ComplaintFiled, clock: Clock) -> str:
    return f"case-{filed.complaint_id}/{clock}"


def _deadline(filed: ComplaintFiled, clock: Clock, due_at: datetime) -> SetDeadline:
    return SetDeadline(_deadline_id(filed, clock), f"complaint-{clock}", due_at, {"clock": clock})


CASE: Decider[Case, CaseCommand, CaseEvent] = Decider(None, evolve, decide)
