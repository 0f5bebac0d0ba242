"""What the world hears of a customer's group."""

from services.leads.group.events import GroupJoined, MembershipEvent
from shared.contracts import groups


def publish(event: MembershipEvent) -> groups.GroupJoined | groups.GroupLeft:
    """Return the contract that tells this fact."""
    if isinstance(event, GroupJoined):
        return groups.GroupJoined(
            customer_id=event.customer_id,
            group_id=event.group_id,
            joined_by=event.joined_by,
            joined_at=event.occurred_at,
        )
    return groups.GroupLeft(
        customer_id=event.customer_id,
        group_id=event.group_id,
        left_by=event.left_by,
        left_at=event.occurred_at,
    )
