"""What the world hears of an override: both of its facts."""

from services.scoring.override.events import OverrideEvent, TierOverridden
from shared.contracts import scoring


def publish(event: OverrideEvent) -> scoring.TierOverridden | scoring.TierOverrideEnded:
    """Return the contract that tells this fact."""
    if isinstance(event, TierOverridden):
        return scoring.TierOverridden(
            customer_id=event.customer_id,
            tier=event.tier,
            reason=event.reason,
            until=event.until,
            overridden_by=event.overridden_by,
            overridden_at=event.occurred_at,
        )
    return scoring.TierOverrideEnded(
        customer_id=event.customer_id, ended_by=event.ended_by, ended_at=event.occurred_at
    )
