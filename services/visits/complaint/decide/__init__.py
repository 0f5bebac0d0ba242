"""What may become true about a complaint, decided by pure functions.

Each clock ends exactly once: met, or breached. While it runs, somebody higher is told each time so much of
it has run. A person who comes before the deadline's worker finds recorded by their own command whatever
time had brought by then, so what is told does not depend on who was quicker, and nothing is hidden.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from services.visits.complaint.decide.commands import (
    AcknowledgeComplaint,
    ClockNotDue,
    ComplaintAlreadyResolved,
    ComplaintCommand,
    ComplaintFiledOtherwise,
    ComplaintNotResolved,
    ComplaintReopeningOver,
    ComplaintUnknown,
    FileComplaint,
    ReopenComplaint,
    ResolveComplaint,
    TakeSteps,
)
from services.visits.complaint.decide.state import Ahead, Complaint, State, changed, evolve
from services.visits.complaint.events import (
    Clock,
    ComplaintAcknowledged,
    ComplaintBreached,
    ComplaintEscalated,
    ComplaintEvent,
    ComplaintFiled,
    ComplaintReopened,
    ComplaintResolved,
)
from shared.kit.decider import DeadlineChange, Decider, Decision
from shared.kit.plausible_time import refuse_implausible
from shared.kit.steps import Steps

__all__ = [
    "COMPLAINT",
    "DEADLINE_KINDS",
    "AcknowledgeComplaint",
    "ClockNotDue",
    "Complaint",
    "ComplaintAlreadyResolved",
    "ComplaintCommand",
    "ComplaintFiledOtherwise",
    "ComplaintNotResolved",
    "ComplaintReopeningOver",
    "ComplaintUnknown",
    "FileComplaint",
    "ReopenComplaint",
    "ResolveComplaint",
    "State",
    "TakeSteps",
    "decide",
    "evolve",
]

CLOCKS: tuple[Clock, ...] = ("acknowledge", "resolve")
DEADLINE_KINDS: dict[str, Clock] = {f"complaint-{clock}": clock for clock in CLOCKS}


def decide(state: State, command: ComplaintCommand) -> Decision[ComplaintEvent]:
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
        case ReopenComplaint():
            return _reopen(state, command)
        case TakeSteps():
            return _take(state, command)
        case _:
            assert_never(command)


def _file(state: State, command: FileComplaint) -> Decision[ComplaintEvent]:
    refuse_implausible(command.filed_at, command.now, "filed_at")
    filed = ComplaintFiled(
        complaint_id=command.complaint_id,
        customer_id=command.customer_id,
        severity=command.severity,
        summary=command.summary,
        clocks=command.clocks,
        policy_version=command.policy_version,
        occurred_at=command.filed_at,
    )
    if state is None:
        return Decision((filed,), _started(Complaint(filed, filed.clocks)))
    # The clocks were set by the first telling; when it is told again, only what was said counts.
    said_again = replace(
        state.filed, customer_id=filed.customer_id, severity=filed.severity, summary=filed.summary
    )
    if said_again == state.filed:
        return Decision()
    raise ComplaintFiledOtherwise(complaint_id=str(command.complaint_id))


def _acknowledge(state: Complaint, command: AcknowledgeComplaint) -> Decision[ComplaintEvent]:
    if state.acknowledged is not None:
        return Decision()
    return Decision(
        (
            *_missed(state, ("acknowledge",), command.now),
            _acknowledgement(state, command.acknowledged_by, command.now),
        ),
        (_steps(state, "acknowledge").over(),),
    )


def _resolve(state: Complaint, command: ResolveComplaint) -> Decision[ComplaintEvent]:
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
        (*_missed(state, CLOCKS, command.now), *taken_up, resolved),
        tuple(_steps(state, clock).over() for clock in CLOCKS),
    )


def _reopen(state: Complaint, command: ReopenComplaint) -> Decision[ComplaintEvent]:
    if state.resolved is None:
        raise ComplaintNotResolved(complaint_id=str(state.filed.complaint_id))
    resolved_at = state.resolved.occurred_at
    if command.now > resolved_at + timedelta(days=command.days):
        raise ComplaintReopeningOver(resolved_at=resolved_at.isoformat(), days=str(command.days))
    reopened = ComplaintReopened(
        complaint_id=state.filed.complaint_id,
        customer_id=state.filed.customer_id,
        reason=command.reason,
        clocks=command.clocks,
        times=state.times_reopened + 1,
        policy_version=command.policy_version,
        reopened_by=command.reopened_by,
        occurred_at=command.now,
    )
    return Decision((reopened,), _started(changed(state, reopened)))


def _take(state: Complaint, command: TakeSteps) -> Decision[ComplaintEvent]:
    return _steps(state, command.clock).take(
        command.now,
        lambda step: _taken(state, step, command.now),
        lambda due_at: ClockNotDue(clock=command.clock, due_at=due_at.isoformat()),
    )


def _missed(state: Complaint, clocks: tuple[Clock, ...], now: datetime) -> tuple[ComplaintEvent, ...]:
    """Return what time has brought by now to those clocks and is not yet recorded."""
    return tuple(_taken(state, step, now) for clock in clocks for step in _steps(state, clock).due(now))


def _taken(state: Complaint, ahead: Ahead, now: datetime) -> ComplaintEvent:
    filed, clock, step = state.filed, ahead.clock, ahead.step
    if step is None:
        return ComplaintBreached(filed.complaint_id, filed.customer_id, clock, ahead.at, now)
    return ComplaintEscalated(
        complaint_id=filed.complaint_id,
        customer_id=filed.customer_id,
        clock=clock,
        percent=step.percent,
        to=step.to,
        due_at=state.due_at(clock),
        occurred_at=step.at,
        noticed_at=now,
    )


def _acknowledgement(state: Complaint, by: str, now: datetime) -> ComplaintAcknowledged:
    return ComplaintAcknowledged(
        complaint_id=state.filed.complaint_id,
        customer_id=state.filed.customer_id,
        acknowledged_by=by,
        occurred_at=now,
    )


def _steps(state: Complaint, clock: Clock) -> Steps[Ahead]:
    deadline = f"case-{state.filed.complaint_id}/{clock}"
    return Steps(deadline, f"complaint-{clock}", state.ahead(clock), {"clock": clock})


def _started(state: Complaint) -> tuple[DeadlineChange, ...]:
    return tuple(_steps(state, clock).next() for clock in CLOCKS)


COMPLAINT: Decider[State, ComplaintCommand, ComplaintEvent] = Decider(None, evolve, decide)
