"""Reads who is in the pool 公海: full coverage 全面覆盖 asks who is not covered (S6-08)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from shared.contracts.leads import CustomerKind, Lifecycle
from shared.contracts.scoring import TierClass
from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.pool import Pool, Record
from shared.kit.postgres.queries import load_queries

QUERIES = load_queries(Path(__file__).with_suffix(".sql"))

PoolCause = Literal["never_owned", "released", "returned"]


class PoolItem(BaseModel):
    """A customer in the pool."""

    customer_id: UUID
    kind: CustomerKind
    name: str
    tier: TierClass | None
    lifecycle: Lifecycle
    since: datetime = Field(description="Since when they are in the pool")
    cause: PoolCause = Field(description="Captured without an owner, released by hand, or returned by rule")
    reason: str | None = Field(description="What was said on releasing them")
    last_owner: str | None
    last_owner_waits_until: datetime | None = Field(
        description="Before that the last owner cannot claim them, and can appeal against a return"
    )
    appealed_at: datetime | None = Field(description="Since when an appeal against the return is undecided")


@dataclass(frozen=True, slots=True)
class PoolFilter:
    """Which customers; None does not filter."""

    tier: TierClass | None = None
    lifecycle: Lifecycle | None = None
    last_owner: str | None = None
    appealed: bool | None = None


class PoolList:
    """The customers of the projection `customers` whom nobody owns."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def page(
        self, wanted: PoolFilter, waits: timedelta, after: tuple[datetime, str] | None, rows: int
    ) -> Sequence[PoolItem]:
        """Return at most `rows` customers behind `after`, those who are in the pool longest first."""
        since, key = after or (None, None)
        arguments = (since, key, wanted.tier, wanted.lifecycle, wanted.last_owner, rows, wanted.appealed)
        with momentary_as_unavailable("pool"):
            found = await self._pool.fetch(QUERIES["page"], *arguments)
        return [_item(row, waits) for row in found]


def _item(row: Record, waits: timedelta) -> PoolItem:
    since: datetime = row["pool_since"]
    return PoolItem(
        customer_id=row["key"],
        kind=row["kind"],
        name=row["name"],
        tier=row["tier"],
        lifecycle=row["lifecycle"],
        since=since,
        cause=row["pool_cause"] or "never_owned",
        reason=row["pool_reason"],
        last_owner=row["last_owner"],
        last_owner_waits_until=None if row["last_owner"] is None else since + waits,
        appealed_at=row["appealed_at"],
    )
