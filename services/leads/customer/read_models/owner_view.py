"""Who owns one customer, as the file shows it: since when, on the way back to the pool, or why in it."""

from datetime import datetime

from pydantic import BaseModel, Field

from services.leads.customer.decide.owner import Ownership
from services.leads.customer.events.ownership import ReturnedToPool
from services.leads.customer.published.ownership import STOPPED_BY, idleness
from shared.contracts.ownership import Idleness, ReturnVerdict, StoppingAct


class ReturnAhead(BaseModel):
    """What the owner was told of: the customer goes back then, unless the act stops it."""

    return_at: datetime
    idle: Idleness
    stopped_by: StoppingAct


class Receipt(BaseModel):
    """Why a customer went back to the pool by rule, and what would have stopped it."""

    owner: str
    idle: Idleness
    stopped_by: StoppingAct
    due_at: datetime
    returned_at: datetime


class Appeal(BaseModel):
    """What the last owner said against the return, and what was decided; null while nothing was."""

    reason: str
    appealed_by: str
    appealed_at: datetime
    held_until: datetime
    verdict: ReturnVerdict | None
    decided_by: str | None


class OwnershipView(BaseModel):
    """Who owns the customer. Without an owner they are in the pool; `receipt` says why, if it was by rule."""

    owner: str | None
    owned_since: datetime | None = Field(description="Since when the owner's clock runs")
    ahead: ReturnAhead | None
    receipt: Receipt | None
    appeal: Appeal | None


def ownership_view(known: Ownership) -> OwnershipView:
    """Return the ownership as people see it."""
    warned = known.warned
    ahead = warned and ReturnAhead(
        return_at=warned.return_at, idle=idleness(warned.idle), stopped_by=STOPPED_BY
    )
    receipt = known.receipt and _receipt(known.receipt)
    return OwnershipView(
        owner=known.owner, owned_since=known.since, ahead=ahead, receipt=receipt, appeal=_appeal(known)
    )


def _appeal(known: Ownership) -> Appeal | None:
    appealed, decided = known.appealed, known.decided
    if appealed is None:
        return None
    return Appeal(
        reason=appealed.reason,
        appealed_by=appealed.appealed_by,
        appealed_at=appealed.occurred_at,
        held_until=appealed.held_until,
        verdict=decided.verdict if decided else None,
        decided_by=decided.decided_by if decided else None,
    )


def _receipt(told: ReturnedToPool) -> Receipt:
    return Receipt(
        owner=told.owner,
        idle=idleness(told.idle),
        stopped_by=STOPPED_BY,
        due_at=told.due_at,
        returned_at=told.occurred_at,
    )
