"""Reads what is owed: pages by due time, and the counts for the status page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.visits.obligation.read_models.obligations import QUERIES
from shared.contracts.obligations import Party
from shared.kit.clock import Clock
from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.pool import Pool


class ObligationItem(BaseModel):
    """An open obligation in the list; `days_late` counts whole days since it was due, 0 before."""

    obligation_id: UUID
    customer_id: UUID
    rule: str
    title_zh: str
    title_en: str
    party: Party
    person: str | None
    owed_since: datetime
    due_at: datetime
    overdue: bool
    days_late: int
    warnings: int
    breached_at: datetime | None
    step: str | None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which obligations; None does not filter."""

    person: str | None = None
    customer: UUID | None = None
    overdue: bool = False


class ObligationList:
    """The open rows of the projection `obligations`."""

    def __init__(self, pool: Pool, clock: Clock) -> None:
        self._pool, self._clock = pool, clock

    async def page(
        self, wanted: Filter, after: tuple[datetime, str] | None, rows: int
    ) -> Sequence[ObligationItem]:
        """Return at most `rows` open obligations behind `after`, those due first before the others."""
        now = self._clock.now()
        due_at, identity = after or (None, None)
        customer = str(wanted.customer) if wanted.customer else None
        by = now if wanted.overdue else None
        arguments = (due_at, identity, wanted.person, customer, by, rows)
        with momentary_as_unavailable("obligations"):
            found = await self._pool.fetch(QUERIES["page"], *arguments)
        return [_item(dict(row), now) for row in found]

    async def counts(self) -> Mapping[str, int]:
        """Return how many obligations are open and how many of them are overdue."""
        with momentary_as_unavailable("obligations"):
            found = await self._pool.fetchrow(QUERIES["counts"], self._clock.now())
        return dict(found or {})


def _item(fields: dict[str, Any], now: datetime) -> ObligationItem:
    fields["customer_id"] = fields.pop("key")
    late = now - fields["due_at"]
    fields |= {"overdue": late.total_seconds() >= 0, "days_late": max(late.days, 0)}
    return ObligationItem.model_validate(fields)
