"""Reads what was raised: pages by due time, and the counts for the status page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.visits.matter.read_models.matters import QUERIES
from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.pool import Pool


class MatterItem(BaseModel):
    """A matter in the list, with the measures that it resulted in and the outcome that it had."""

    matter_id: UUID
    customer_id: UUID
    kind: str
    category: str
    title_zh: str
    title_en: str
    summary: str
    because_of: str | None
    opened_at: datetime
    due_at: datetime
    steps: int
    paused_until: datetime | None
    breached_at: datetime | None
    measures: list[UUID]
    outcome: str | None
    change: str | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which matters; None does not filter."""

    kind: str | None = None
    category: str | None = None
    customer: UUID | None = None
    measure: UUID | None = None
    open: bool | None = None
    late: bool = False


class MatterList:
    """The rows of the projection `matters`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def page(
        self, wanted: Filter, after: tuple[datetime, str] | None, rows: int
    ) -> Sequence[MatterItem]:
        """Return at most `rows` matters behind `after`, those due first before the others."""
        due_at, identity = after or (None, None)
        customer, measure = (None if one is None else str(one) for one in (wanted.customer, wanted.measure))
        arguments = (
            due_at,
            identity,
            wanted.kind,
            wanted.category,
            customer,
            measure,
            wanted.open,
            wanted.late,
        )
        with momentary_as_unavailable("matters"):
            found = await self._pool.fetch(QUERIES["page"], *arguments, rows)
        return [_item(dict(row)) for row in found]

    async def counts(self) -> Mapping[str, int]:
        """Return how many matters are open and how many of them are late."""
        with momentary_as_unavailable("matters"):
            found = await self._pool.fetchrow(QUERIES["counts"])
        return dict(found or {})


def _item(fields: dict[str, Any]) -> MatterItem:
    fields["customer_id"] = fields.pop("key")
    fields["measures"] = fields["measures"].split()
    return MatterItem.model_validate(fields)
