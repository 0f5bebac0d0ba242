"""What the list of customers knows of ownership: who owns and met them, who goes back, who is pooled."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from services.leads.customer.read_models.customer_row import CustomerRow
from shared.contracts.leads import LeadCaptured
from shared.contracts.ownership import (
    OwnerChanged,
    PoolReturnAppealDecided,
    PoolReturnAppealed,
    PoolReturnCalledOff,
    PoolReturnWarned,
    ReturnedToPool,
)
from shared.contracts.visits import VisitLogged

Owned = OwnerChanged | PoolReturnWarned | PoolReturnCalledOff | ReturnedToPool


def captured_by(told: LeadCaptured) -> Mapping[str, Any]:
    """Return what a capture says of ownership: one without an owner is in the pool from then on."""
    if told.owner is None:
        return _in_pool(told.captured_at, None, None, None)
    return _owned_by(told.owner, told.captured_at)


def owned(state: CustomerRow, told: Owned) -> CustomerRow:
    """Return the customer after the fact of ownership."""
    match told:
        case OwnerChanged(owner=str(owner)):
            return replace(state, **_owned_by(owner, told.owned_since))
        case OwnerChanged():
            return replace(state, **_in_pool(told.changed_at, told.cause, told.reason, told.previous_owner))
        case PoolReturnWarned():
            return replace(state, return_at=told.return_at, idle_since=told.idle.since)
        case _:
            return replace(state, return_at=None, idle_since=None)


def appealed(state: CustomerRow, told: PoolReturnAppealed | PoolReturnAppealDecided) -> CustomerRow:
    """Return the customer with an appeal undecided, or decided."""
    return replace(state, appealed_at=told.appealed_at if isinstance(told, PoolReturnAppealed) else None)


def met(state: CustomerRow, told: VisitLogged) -> CustomerRow:
    """Return the customer with the later of two effective contacts as the last one."""
    if not told.effective or (state.met_at is not None and state.met_at > told.happened_at):
        return state
    return replace(state, met_at=told.happened_at, met_contact=str(told.contact_id))


def _owned_by(owner: str, since: datetime | None) -> Mapping[str, Any]:
    return _ownership(owner=owner, owned_since=since)


def _in_pool(since: datetime, cause: str | None, reason: str | None, last: str | None) -> Mapping[str, Any]:
    return _ownership(pool_since=since, pool_cause=cause, pool_reason=reason, last_owner=last)


def _ownership(**known: Any) -> Mapping[str, Any]:
    """Return all columns of ownership; what is not known is nothing, and no return is told of any more."""
    names = ("owner", "owned_since", "pool_since", "pool_cause", "pool_reason", "last_owner")
    return {**dict.fromkeys((*names, "return_at", "idle_since", "appealed_at")), **known}
