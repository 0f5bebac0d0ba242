"""What the sales model hears of promises; each fact fills columns of its own, by their names."""

from collections.abc import Mapping

from services.scoring.heard import Heard, Moment
from shared.contracts import promises
from shared.contracts.base import Contract


class Promise(Heard, frozen=True, gc=False):
    """Something about a promise, with who gave it and until when."""

    promise_id: str
    promisor: str
    due_at: Moment


class PromiseRecorded(Promise, frozen=True, gc=False, kw_only=True):
    """It was given; with an approver it does not hold yet."""

    recorded_at: Moment
    approver: str | None = None


class PromiseApproved(Promise, frozen=True, gc=False, kw_only=True):
    """It holds."""

    approved_at: Moment


class PromiseKept(Promise, frozen=True, gc=False, kw_only=True):
    """It was kept."""

    kept_at: Moment
    late: bool


class PromiseBreached(Promise, frozen=True, gc=False, kw_only=True):
    """It was not kept by its time."""

    breached_at: Moment


class PromiseWithdrawn(Promise, frozen=True, gc=False, kw_only=True):
    """It is owed no more."""

    withdrawn_at: Moment


HEARD: Mapping[type[Contract], type[Heard]] = {
    promises.PromiseRecorded: PromiseRecorded,
    promises.PromiseApproved: PromiseApproved,
    promises.PromiseKept: PromiseKept,
    promises.PromiseBreached: PromiseBreached,
    promises.PromiseWithdrawn: PromiseWithdrawn,
}

PROMISE = (
    *("promise_id", "promisor", "due_at", "recorded_at", "approver", "approved_at", "kept_at", "late"),
    *("breached_at", "withdrawn_at", "key", "as_of"),
)
"""The columns of a promise: what it is, what was told of it, and to which key."""
