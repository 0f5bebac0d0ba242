"""What the world hears of a draft: nothing, until it is approved."""

from services.scoring.policy.events import PolicyApproved, PolicyEvent
from shared.contracts.scoring import PolicyAnnounced


def publish(event: PolicyEvent) -> PolicyAnnounced | None:
    """Return the contract that announces the book, or None: a draft is the company's own affair."""
    if not isinstance(event, PolicyApproved):
        return None
    return PolicyAnnounced(
        version=event.book["version"],
        replaces=event.replaces,
        effective_from=event.book["effective_from"],
        drafted_by=event.drafted_by,
        approved_by=event.approved_by,
        approved_at=event.occurred_at,
        book=event.book,
    )
