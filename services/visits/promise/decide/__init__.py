"""What may become true about a promise 承诺, decided by pure functions.

A discount over a step of the policy waits for the approval of another person, and nothing of a waiting
promise is due. Who comes after the due time but before the worker finds the breach recorded by their command.
"""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from services.visits.obligation.decide import DueInPast
from services.visits.promise.decide.commands import (
    ApprovePromise,
    BreachPromise,
    KeepPromise,
    PromiseCommand,
    PromiseForAnother,
    PromiseNotDue,
    PromiseOfOnesOwn,
    PromiseOver,
    PromiseProofUnknown,
    PromiseRecordedOtherwise,
    PromiseTimeOver,
    PromiseUnknown,
    PromiseWaits,
    RecordPromise,
    WithdrawPromise,
)
from services.visits.promise.decide.state import Promise, State, changed, evolve
from services.visits.promise.events import (
    PromiseApproved,
    PromiseBreached,
    PromiseEvent,
    PromiseKept,
    PromiseRecorded,
    PromiseWithdrawn,
)
from shared.kit.decider import Decider, Decision
from shared.kit.plausible_time import refuse_distant
from shared.kit.steps import Due, Steps

__all__ = [
    "DEADLINE_KIND",
    "PROMISE",
    "ApprovePromise",
    "BreachPromise",
    "KeepPromise",
    "Promise",
    "PromiseCommand",
    "PromiseProofUnknown",
    "PromiseUnknown",
    "RecordPromise",
    "State",
    "WithdrawPromise",
    "decide",
    "evolve",
]

DEADLINE_KIND = "promise-due"


def decide(state: State, command: PromiseCommand) -> Decision[PromiseEvent]:
    """Return what becomes true. Raises the rejections of `commands`, DueInPast, and `TimeTooDistant`."""
    if isinstance(command, RecordPromise):
        return _record(state, command)
    if state is None:
        raise PromiseUnknown
    match command:
        case ApprovePromise():
            return _approve(state, command)
        case KeepPromise():
            return _keep(state, command)
        case WithdrawPromise():
            return _withdraw(state, command)
        case BreachPromise():
            return _breach(state, command.now)
        case _:
            assert_never(command)


def _record(state: State, command: RecordPromise) -> Decision[PromiseEvent]:
    promised = command.promised
    if state is not None:
        # Who approves was settled by the book of the first telling; told again, only what was said counts.
        if replace(promised, policy_version=state.promised.policy_version) != state.promised:
            raise PromiseRecordedOtherwise(promise_id=str(promised.promise_id))
        return Decision()
    if promised.due_at <= command.now:
        raise DueInPast(due_at=promised.due_at.isoformat(), now=command.now.isoformat())
    refuse_distant(promised.due_at, command.now, "due_at")
    recorded = PromiseRecorded(promised, command.approver, command.recorded_by, command.now)
    # What waits for an approval is not due.
    return Decision((recorded,), () if command.approver else (_clock(Promise(recorded)).next(),))


def _approve(state: Promise, command: ApprovePromise) -> Decision[PromiseEvent]:
    _refuse_ended(state)
    approver, promised = state.recorded.approver, state.promised
    if approver is None or state.approved is not None:
        return Decision()
    if command.approved_by == promised.promisor:
        raise PromiseOfOnesOwn(promisor=promised.promisor)
    if approver not in command.roles:
        raise PromiseForAnother(required_role=approver)
    if promised.due_at <= command.now:
        raise PromiseTimeOver(due_at=promised.due_at.isoformat())
    approved = PromiseApproved(promised, approver, command.approved_by, command.now)
    return Decision((approved,), (_clock(changed(state, approved)).next(),))


def _keep(state: Promise, command: KeepPromise) -> Decision[PromiseEvent]:
    if state.kept is not None and state.kept.proof == command.proof:
        return Decision()
    _refuse_ended(state)
    if state.standing == "waiting":
        raise PromiseWaits(required_role=state.recorded.approver or "")
    missed = _missed(state, command.now)
    late = bool(missed) or state.breached is not None
    kept = PromiseKept(state.promised, command.proof, late, command.kept_by, command.now)
    return Decision((*missed, kept), (_clock(state).over(),))


def _withdraw(state: Promise, command: WithdrawPromise) -> Decision[PromiseEvent]:
    if state.withdrawn is not None and state.withdrawn.reason == command.reason:
        return Decision()
    _refuse_ended(state)
    withdrawn = PromiseWithdrawn(state.promised, command.reason, command.withdrawn_by, command.now)
    return Decision((*_missed(state, command.now), withdrawn), (_clock(state).over(),))


def _breach(state: Promise, now: datetime) -> Decision[PromiseEvent]:
    return _clock(state).take(
        now,
        lambda due: _breached(state, due, now),
        lambda due_at: PromiseNotDue(due_at=due_at.isoformat()),
    )


def _refuse_ended(state: Promise) -> None:
    if state.standing in {"kept", "withdrawn"}:
        raise PromiseOver(standing=state.standing)


def _missed(state: Promise, now: datetime) -> tuple[PromiseBreached, ...]:
    """Return the breach that has come by now and is not yet recorded: nobody undoes it by being quick."""
    return tuple(_breached(state, due, now) for due in _clock(state).due(now))


def _breached(state: Promise, due: Due, now: datetime) -> PromiseBreached:
    return PromiseBreached(state.promised, due.at, now)


def _clock(state: Promise) -> Steps[Due]:
    return Steps(f"promise-{state.promised.promise_id}/due", DEADLINE_KIND, state.ahead())


PROMISE: Decider[State, PromiseCommand, PromiseEvent] = Decider(None, evolve, decide)
