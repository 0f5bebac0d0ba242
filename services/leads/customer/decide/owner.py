"""Who owns a customer, as the facts of ownership tell it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from services.leads.customer.events.ownership import (
    OwnerChanged,
    OwnershipEvent,
    PoolReturnAppealDecided,
    PoolReturnAppealed,
    PoolReturnCalledOff,
    PoolReturnWarned,
    ReturnedToPool,
)


@dataclass(frozen=True, slots=True)
class Ownership:
    """Who owns the customer, and since when their clock runs. Nobody: the customer is in the pool.

    `warned` is the last warning of a return that stands. `left` is how the customer came into the pool,
    None for one whom nobody ever owned; `receipt` says why, if it was by rule, `appealed` that its owner
    asked to look at it again, and `decided` what came of that.
    """

    owner: str | None = None
    since: datetime | None = None
    warned: PoolReturnWarned | None = None
    left: OwnerChanged | None = None
    receipt: ReturnedToPool | None = None
    appealed: PoolReturnAppealed | None = None
    decided: PoolReturnAppealDecided | None = None


def with_ownership(known: Ownership, event: OwnershipEvent) -> Ownership:
    """Return the ownership after the fact."""
    match event:
        case OwnerChanged():
            return _changed(known, event)
        case PoolReturnWarned() | PoolReturnCalledOff():
            return replace(known, warned=event if isinstance(event, PoolReturnWarned) else None)
        case ReturnedToPool():
            return replace(known, receipt=event)
        case PoolReturnAppealed():
            return replace(known, appealed=event)
        case PoolReturnAppealDecided():
            return replace(known, decided=event)
        case _:
            assert_never(event)


def _changed(known: Ownership, event: OwnerChanged) -> Ownership:
    if event.after is not None:
        return Ownership(event.after, event.owned_since)
    return Ownership(left=event, receipt=known.receipt if event.cause == "returned" else None)
