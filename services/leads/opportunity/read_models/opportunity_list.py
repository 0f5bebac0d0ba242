"""Reads the opportunities: pages by the entry into their stage, and the counts for the status page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.leads.opportunity.read_models.opportunities import QUERIES
from shared.contracts.opportunities import Ending
from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.pool import Pool


class OpportunityItem(BaseModel):
    """An opportunity in the list: its stage, since when, and until when it should leave that."""

    opportunity_id: UUID
    customer_id: UUID
    pipeline: str
    pipeline_zh: str
    pipeline_en: str
    title: str
    stage: str
    stage_zh: str
    stage_en: str
    opened_at: datetime
    entered_at: datetime
    expected_by: datetime | None
    overdue: bool
    ended: Ending | None
    reason: str | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which opportunities; None does not filter."""

    pipeline: str | None = None
    stage: str | None = None
    customer: UUID | None = None
    open: bool | None = None
    overdue: bool | None = None


class OpportunityList:
    """The rows of the projection `opportunities`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def page(
        self, wanted: Filter, after: tuple[datetime, str] | None, rows: int
    ) -> Sequence[OpportunityItem]:
        """Return at most `rows` opportunities behind `after`, those longest in their stage first."""
        entered_at, identity = after or (None, None)
        customer = None if wanted.customer is None else str(wanted.customer)
        arguments = (
            *(entered_at, identity, wanted.pipeline, wanted.stage, customer),
            *(wanted.open, wanted.overdue, rows),
        )
        with momentary_as_unavailable("opportunities"):
            found = await self._pool.fetch(QUERIES["page"], *arguments)
        return [_item(dict(row)) for row in found]

    async def counts(self) -> Mapping[str, int]:
        """Return how many opportunities are open and how many of them are overdue."""
        with momentary_as_unavailable("opportunities"):
            found = await self._pool.fetchrow(QUERIES["counts"])
        return dict(found or {})


def _item(fields: dict[str, Any]) -> OpportunityItem:
    fields["customer_id"] = fields.pop("key")
    return OpportunityItem.model_validate(fields)
