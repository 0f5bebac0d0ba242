"""One customer as the list knows them."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(slots=True)
class LastEvent:
    """A fact of leads by type and time."""

    type: str
    occurred_at: datetime


@dataclass(slots=True)
class CustomerRow:
    """What is shown of one customer."""

    kind: str | None = None
    name: str | None = None
    source: str | None = None
    campaign: str | None = None
    owner: str | None = None
    captured_at: datetime | None = None
    lifecycle: str = "potential"
    completeness: float = 0.0
    sections: dict[str, datetime] = field(default_factory=dict)
    served: list[str] = field(default_factory=list)
    tier: str | None = None
    last_events: list[LastEvent] = field(default_factory=list)
    last_fact: str | None = None
    last_fact_at: datetime | None = None
    last_contact: str | None = None
    last_contact_at: datetime | None = None
    archive_at: datetime | None = None
    archived_at: datetime | None = None
    archived_upon: datetime | None = None
    owned_since: datetime | None = None
    met_contact: str | None = None
    met_at: datetime | None = None
    return_at: datetime | None = None
    idle_since: datetime | None = None
    pool_since: datetime | None = None
    pool_cause: str | None = None
    pool_reason: str | None = None
    last_owner: str | None = None
    appealed_at: datetime | None = None
    ended: dict[str, datetime] = field(default_factory=dict)
    erased_keys: list[UUID] = field(default_factory=list)

    @property
    def confirmed(self) -> bool:
        """Whether somebody captured the customer, and not only told facts about them."""
        return self.captured_at is not None

    @property
    def kept_since(self) -> datetime | None:
        """Since when something is kept though the consent to it is over, the longest first."""
        return min(self.ended.values(), default=None)

    @property
    def returned(self) -> bool:
        """Whether something was heard from after the fact on which the customer is or will be archived."""
        upon = self.archived_upon
        times = (self.last_fact_at, self.last_contact_at)
        return upon is not None and any(at is not None and at > upon for at in times)
