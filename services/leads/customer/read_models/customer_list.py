"""Reads the list of customers: pages, one row's tier and position, and the counts for the status page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field, TypeAdapter

from services.leads.customer.read_models.customers import QUERIES
from services.leads.customer.section import Catalogue
from shared.contracts.leads import CustomerKind, Lifecycle
from shared.contracts.scoring import TierClass
from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.pool import Pool
from shared.kit.projection.sequence import decode_seen


class LastEvent(BaseModel):
    """One of the customer's latest facts."""

    type: str
    occurred_at: datetime


class CustomerItem(BaseModel):
    """A customer in the list. What nobody told is null; `confirmed` is false until someone captures them."""

    customer_id: UUID
    confirmed: bool
    kind: CustomerKind | None
    name: str | None
    source: str | None
    campaign: str | None
    owner: str | None
    captured_at: datetime | None
    lifecycle: Lifecycle
    completeness: float
    stale_sections: list[str] = Field(description="Recorded, and not looked at for their time (S4-11)")
    tier: TierClass | None
    last_events: list[LastEvent]
    last_heard_at: datetime | None = Field(
        description="The last fact of leads or contact of visits; a contract counts until its end"
    )
    archive_at: datetime | None = Field(description="When they are archived if nothing is heard (S4-12)")
    archived_at: datetime | None
    return_at: datetime | None = Field(
        description="When they go back to the pool, as their owner was told (S6-08)"
    )


@dataclass(frozen=True, slots=True)
class Filter:
    """Which customers; None does not filter."""

    lifecycle: Lifecycle | None = None
    confirmed: bool | None = None
    tier: TierClass | None = None
    owner: str | None = None
    source: str | None = None
    campaign: str | None = None
    stale: bool | None = None
    under_target: bool | None = None
    archived: bool | None = None
    archiving: bool | None = None
    returning: bool | None = None
    serves: UUID | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """By the policy of a moment: before which time each section is stale, and which share is enough."""

    stale_before: Mapping[str, datetime]
    target: float


def review_of(catalogue: Catalogue, now: datetime) -> Review:
    """Return what is stale and what is enough, by the catalogue, now."""
    before = {slug: now - catalogue.stale_after(slug) for slug in catalogue.sections}
    return Review(before, catalogue.target)


NO_REVIEW = Review({}, 0.0)
"""For one customer, whose file tells its own staleness."""

_SECTIONS = TypeAdapter(dict[str, datetime])
_LAST_EVENTS = TypeAdapter(list[LastEvent])


class CustomerList:
    """The rows of the projection `customers`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def page(
        self, wanted: Filter, review: Review, after: str | None, rows: int
    ) -> Sequence[CustomerItem]:
        """Return at most `rows` customers behind the key `after`, in order of their key."""
        arguments = (
            *(after, wanted.lifecycle, wanted.confirmed, wanted.tier, wanted.owner, rows),
            *(wanted.stale, list(review.stale_before), list(review.stale_before.values())),
            *(wanted.under_target, review.target, wanted.archived, wanted.archiving),
            *(wanted.returning, wanted.serves and str(wanted.serves), wanted.source, wanted.campaign),
        )
        with momentary_as_unavailable("customers"):
            found = await self._pool.fetch(QUERIES["page"], *arguments)
        return [_item(dict(row), review) for row in found]

    async def row(self, customer_id: UUID) -> CustomerItem | None:
        """Return one customer as the list has them, or None when the list never heard of them."""
        with momentary_as_unavailable("customers"):
            found = await self._pool.fetchrow(QUERIES["one"], str(customer_id))
        return _item(dict(found), NO_REVIEW) if found else None

    async def seen(self, customer_id: UUID, source: str) -> int:
        """Return how far the customer's row has heard `source`."""
        with momentary_as_unavailable("customers"):
            text = await self._pool.fetchval(QUERIES["seen"], str(customer_id))
        return decode_seen(text).get(source, (0, ""))[0] if text else 0

    async def counts(self) -> Mapping[str, int]:
        """Return how many customers there are, how many are unconfirmed and how many archived."""
        with momentary_as_unavailable("customers"):
            found = await self._pool.fetchrow(QUERIES["counts"])
        return dict(found or {})


def _item(fields: dict[str, Any], review: Review) -> CustomerItem:
    told = _SECTIONS.validate_json(fields.pop("sections"))
    fields["stale_sections"] = [
        slug for slug, before in review.stale_before.items() if slug in told and told[slug] < before
    ]
    fields["customer_id"] = fields.pop("key")
    fields["last_events"] = _LAST_EVENTS.validate_json(fields["last_events"])
    return CustomerItem.model_validate(fields)
