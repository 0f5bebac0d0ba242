"""Reads what was promised: pages by due time, and the counts for the status page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.visits.promise.decide.state import Standing
from services.visits.promise.read_models.promises import QUERIES
from shared.contracts.promises import Approver
from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.pool import Pool


class PromiseItem(BaseModel):
    """A promise in the list: what was told to whom by whom, whether it holds, and how it ended."""

    promise_id: UUID
    customer_id: UUID
    standing: Standing
    promisor: str
    text: str
    recorded_at: datetime
    due_at: datetime
    discount_percent: float | None
    price_minor: int | None
    list_minor: int | None
    currency: str | None
    approver: Approver | None
    breached_at: datetime | None
    proof: str | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which promises; None does not filter."""

    person: str | None = None
    customer: UUID | None = None
    standing: Standing | None = None
    late: bool = False


class PromiseList:
    """The rows of the projection `promises`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def page(
        self, wanted: Filter, after: tuple[datetime, str] | None, rows: int
    ) -> Sequence[PromiseItem]:
        """Return at most `rows` promises behind `after`, those due first before the others."""
        due_at, identity = after or (None, None)
        customer = None if wanted.customer is None else str(wanted.customer)
        arguments = (due_at, identity, wanted.person, customer, wanted.standing, wanted.late, rows)
        with momentary_as_unavailable("promises"):
            found = await self._pool.fetch(QUERIES["page"], *arguments)
        return [_item(dict(row)) for row in found]

    async def counts(self) -> Mapping[str, int]:
        """Return how many promises hold, how many of them are late, and how many wait for an approval."""
        with momentary_as_unavailable("promises"):
            found = await self._pool.fetchrow(QUERIES["counts"])
        return dict(found or {})


def _item(fields: dict[str, Any]) -> PromiseItem:
    fields["customer_id"] = fields.pop("key")
    return PromiseItem.model_validate(fields)
