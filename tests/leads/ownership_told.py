"""Facts of ownership as leads tells them, of one customer."""

from datetime import UTC, datetime
from uuid import UUID

from shared.contracts.ownership import Idleness, OwnerChanged, PoolReturnWarned, ReturnedToPool

ZHANG = UUID("0195a6d0-0000-7000-8000-000000000001")
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)

IDLE = Idleness(
    since=NOW, contact_id=None, tier="potential", lifecycle="potential", idle_days=30, policy_version="1"
)
WARNED = PoolReturnWarned(
    customer_id=ZHANG,
    owner="li",
    idle=IDLE,
    days_left=7,
    return_at=NOW,
    stopped_by="effective_contact",
    due_at=NOW,
    warned_at=NOW,
)
RECEIPT = ReturnedToPool(
    customer_id=ZHANG,
    owner="li",
    owned_since=NOW,
    idle=IDLE,
    stopped_by="effective_contact",
    due_at=NOW,
    returned_at=NOW,
)


def owner(after: str | None, before: str | None = None) -> OwnerChanged:
    return OwnerChanged(
        customer_id=ZHANG,
        owner=after,
        previous_owner=before,
        cause="assigned" if after else "returned",
        changed_by="chen",
        owned_since=NOW if after else None,
        changed_at=NOW,
    )
