"""What the world hears of a contact."""

from services.visits.contact.events import VisitLogged
from shared.contracts import visits


def publish(event: VisitLogged) -> visits.VisitLogged:
    """Return the contract that tells this fact."""
    return visits.VisitLogged(
        customer_id=event.customer_id,
        contact_id=event.contact_id,
        channel=event.channel,
        purposes=event.purposes,
        summary=event.summary,
        effective=event.effective,
        salesperson=event.salesperson,
        happened_at=event.occurred_at,
        logged_late=event.logged_late,
    )
