"""What the world hears of who owns a customer, and of the way back to the pool 公海."""

from dataclasses import asdict
from typing import assert_never

from services.leads.customer.events.ownership import (
    Idleness,
    OwnerChanged,
    OwnershipEvent,
    PoolReturnAppealDecided,
    PoolReturnAppealed,
    PoolReturnCalledOff,
    PoolReturnWarned,
    ReturnedToPool,
)
from shared.contracts import ownership
from shared.contracts.base import CustomerFact

STOPPED_BY: ownership.StoppingAct = "effective_contact"


def publish_ownership(event: OwnershipEvent) -> CustomerFact:
    """Return the contract that tells this fact."""
    match event:
        case OwnerChanged():
            return _changed(event)
        case PoolReturnWarned():
            return _warned(event)
        case PoolReturnCalledOff():
            return ownership.PoolReturnCalledOff(
                customer_id=event.customer_id,
                owner=event.owner,
                cause=event.cause,
                contact_id=event.contact_id,
                called_off_at=event.occurred_at,
            )
        case ReturnedToPool():
            return ownership.ReturnedToPool(
                customer_id=event.customer_id,
                owner=event.owner,
                owned_since=event.owned_since,
                idle=idleness(event.idle),
                stopped_by=STOPPED_BY,
                due_at=event.due_at,
                returned_at=event.occurred_at,
            )
        case PoolReturnAppealed():
            return ownership.PoolReturnAppealed(
                customer_id=event.customer_id,
                owner=event.owner,
                reason=event.reason,
                appealed_by=event.appealed_by,
                held_until=event.held_until,
                appealed_at=event.occurred_at,
            )
        case PoolReturnAppealDecided():
            return ownership.PoolReturnAppealDecided(
                customer_id=event.customer_id,
                owner=event.owner,
                verdict=event.verdict,
                reason=event.reason,
                decided_by=event.decided_by,
                decided_at=event.occurred_at,
            )
        case _:
            assert_never(event)


def idleness(idle: Idleness) -> ownership.Idleness:
    """Return why, in the words of the contract."""
    return ownership.Idleness.model_validate(asdict(idle))


def _warned(event: PoolReturnWarned) -> ownership.PoolReturnWarned:
    return ownership.PoolReturnWarned(
        customer_id=event.customer_id,
        owner=event.owner,
        idle=idleness(event.idle),
        days_left=event.days_left,
        return_at=event.return_at,
        stopped_by=STOPPED_BY,
        due_at=event.due_at,
        warned_at=event.occurred_at,
    )


def _changed(event: OwnerChanged) -> ownership.OwnerChanged:
    return ownership.OwnerChanged(
        customer_id=event.customer_id,
        owner=event.after,
        previous_owner=event.before,
        cause=event.cause,
        reason=event.reason,
        changed_by=event.changed_by,
        owned_since=event.owned_since,
        changed_at=event.occurred_at,
    )
