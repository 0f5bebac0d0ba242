"""What leads says of who owns a customer, and of the way back to the pool 公海."""

from datetime import datetime, timedelta
from uuid import UUID

from shared.contracts.ownership import Idleness, OwnerChanged, PoolReturnCalledOff, PoolReturnWarned


def released(customer: UUID, owner: str, at: datetime) -> OwnerChanged:
    """`owner` gives the customer back."""
    return OwnerChanged(
        customer_id=customer,
        owner=None,
        previous_owner=owner,
        cause="released",
        changed_by=owner,
        owned_since=None,
        changed_at=at,
    )


def claimed(customer: UUID, owner: str, at: datetime) -> OwnerChanged:
    """`owner` takes the customer out of the pool."""
    return OwnerChanged(
        customer_id=customer,
        owner=owner,
        previous_owner=None,
        cause="claimed",
        changed_by=owner,
        owned_since=at,
        changed_at=at,
    )


def warned(customer: UUID, owner: str, at: datetime) -> PoolReturnWarned:
    """`owner` is told that the customer goes back in a week."""
    idle = Idleness(
        since=at - timedelta(days=23),
        contact_id=None,
        tier="potential",
        lifecycle="potential",
        idle_days=30,
        policy_version="default-1",
    )
    return PoolReturnWarned(
        customer_id=customer,
        owner=owner,
        idle=idle,
        days_left=7,
        return_at=at + timedelta(days=7),
        stopped_by="effective_contact",
        due_at=at,
        warned_at=at,
    )


def called_off(customer: UUID, owner: str, at: datetime) -> PoolReturnCalledOff:
    """The customer does not go back."""
    return PoolReturnCalledOff(
        customer_id=customer, owner=owner, cause="contact", contact_id=customer, called_off_at=at
    )
