"""What the world hears of a contact."""

from typing import Any

from services.visits.contact.events import Talk, VisitLogged
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
        **({} if event.planned_id is None else {"planned_id": event.planned_id}),
        **({} if event.talk is None else _talk(event.talk)),
    )


def _talk(talk: Talk) -> dict[str, Any]:
    return {
        "kind": talk.kind,
        "counts_as": talk.counts_as,
        "topics": talk.topics,
        "methods": talk.methods,
        "details": talk.details,
        "explained": tuple(visits.Explained(need=one.need, function=one.function) for one in talk.explained),
        "shown": tuple(visits.Shown(material=one.material, title=one.title) for one in talk.shown),
        "shown_early": talk.shown_early,
        "policy_version": talk.policy_version,
    }
