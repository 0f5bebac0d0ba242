"""What the world hears of an inspection."""

from services.visits.inspection.events import InspectionDrawn
from shared.contracts import visits


def publish(event: InspectionDrawn) -> visits.InspectionDrawn:
    """Return the contract that tells this fact."""
    return visits.InspectionDrawn(
        inspection_id=event.inspection_id,
        salesperson=event.salesperson,
        month=event.month,
        months=event.months,
        form=event.form,
        seed=event.seed,
        candidates=event.candidates,
        sample=event.sample,
        policy_version=event.policy_version,
        drawn_by=event.drawn_by,
        drawn_at=event.occurred_at,
    )
