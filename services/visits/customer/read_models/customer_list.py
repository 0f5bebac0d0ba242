"""Reads the customers that visits knows: pages, and the counts for the status page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.visits.customer.read_models.customers import QUERIES
from shared.contracts.leads import CustomerKind, Lifecycle
from shared.contracts.scoring import TierClass
from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.pool import Pool


class CustomerItem(BaseModel):
    """A customer in the list; `confirmed` is false until leads says that it captured them."""

    customer_id: UUID
    confirmed: bool
    name: str | None
    kind: CustomerKind | None
    owner: str | None
    lifecycle: Lifecycle
    tier: TierClass | None
    contacts: int
    last_contact_at: datetime | None
    open_complaints: int


@dataclass(frozen=True, slots=True)
class Filter:
    """Which customers; None does not filter."""

    confirmed: bool | None = None
    tier: TierClass | None = None
    owner: str | None = None


class CustomerList:
    """The rows of the projection `customers`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def page(self, wanted: Filter, after: str | None, rows: int) -> Sequence[CustomerItem]:
        """Return at most `rows` customers behind the key `after`, in order of their key."""
        arguments = (after, wanted.confirmed, wanted.tier, wanted.owner, rows)
        with momentary_as_unavailable("customers"):
            found = await self._pool.fetch(QUERIES["page"], *arguments)
        return [_item(dict(row)) for row in found]

    async def counts(self) -> Mapping[str, int]:
        """Return how many customers there are and how many are unconfirmed."""
        with momentary_as_unavailable("customers"):
            found = await self._pool.fetchrow(QUERIES["counts"])
        return dict(found or {})


def _item(fields: dict[str, Any]) -> CustomerItem:
    fields["customer_id"] = fields.pop("key")
    return CustomerItem.model_validate(fields)
