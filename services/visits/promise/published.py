"""What the world hears of a promise's facts: all of them, in the words of the contracts."""

from typing import Any, assert_never

from services.visits.promise.events import (
    PromiseApproved,
    PromiseBreached,
    Promised,
    PromiseEvent,
    PromiseKept,
    PromiseRecorded,
    PromiseWithdrawn,
)
from shared.contracts import promises


def publish(event: PromiseEvent) -> promises.PromiseFact:
    """Return the contract that tells this fact."""
    contract, told = _told(event)
    said = {name: getattr(event.promised, name) for name in Promised.__slots__}
    return contract.model_validate(said | told)


def _told(event: PromiseEvent) -> tuple[type[promises.PromiseFact], dict[str, Any]]:
    """Return the contract, and what it says beside what was promised."""
    at = event.occurred_at
    told: tuple[type[promises.PromiseFact], dict[str, Any]]
    match event:
        case PromiseRecorded():
            by = {"approver": event.approver, "recorded_by": event.recorded_by}
            told = promises.PromiseRecorded, {**by, "recorded_at": at}
        case PromiseApproved():
            by = {"approver": event.approver, "approved_by": event.approved_by}
            told = promises.PromiseApproved, {**by, "approved_at": at}
        case PromiseKept():
            done = {"proof": event.proof, "late": event.late, "kept_by": event.kept_by}
            told = promises.PromiseKept, {**done, "kept_at": at}
        case PromiseBreached():
            told = promises.PromiseBreached, {"breached_at": at, "noticed_at": event.noticed_at}
        case PromiseWithdrawn():
            why = {"reason": event.reason, "withdrawn_by": event.withdrawn_by}
            told = promises.PromiseWithdrawn, {**why, "withdrawn_at": at}
        case _:
            assert_never(event)
    return told
