"""Reads what was planned: pages by when each starts, and the counts for the status page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.visits.planned.decide.state import Standing
from services.visits.planned.read_models.planned import QUERIES
from shared.contracts.planned_contacts import Timing
from shared.contracts.visits import Channel
from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.pool import Pool


class PlannedItem(BaseModel):
    """A planned contact in the list; `missing` counts what the policy still asks for."""

    planned_id: UUID
    customer_id: UUID
    standing: Standing
    salesperson: str
    channel: Channel
    kind: str | None
    starts_at: datetime
    timing: Timing | None
    missing: int
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which planned contacts; None does not filter."""

    person: str | None = None
    customer: UUID | None = None
    standing: Standing | None = None


class PlannedList:
    """The rows of the projection `planned`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def page(
        self, wanted: Filter, after: tuple[datetime, str] | None, rows: int
    ) -> Sequence[PlannedItem]:
        """Return at most `rows` planned contacts behind `after`, those that start first before the others."""
        starts_at, identity = after or (None, None)
        customer = None if wanted.customer is None else str(wanted.customer)
        arguments = (starts_at, identity, wanted.person, customer, wanted.standing, rows)
        with momentary_as_unavailable("planned"):
            found = await self._pool.fetch(QUERIES["page"], *arguments)
        return [_item(dict(row)) for row in found]

    async def counts(self) -> Mapping[str, int]:
        """Return how many lie ahead, and how many of them are not prepared."""
        with momentary_as_unavailable("planned"):
            found = await self._pool.fetchrow(QUERIES["counts"])
        return dict(found or {})


def _item(fields: dict[str, Any]) -> PlannedItem:
    fields["customer_id"] = fields.pop("key")
    return PlannedItem.model_validate(fields)
