"""Reads the board from the views that dashboards read."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from pydantic import BaseModel

from services.scoring.board.model import QUERIES
from shared.contracts.leads import CustomerKind, Lifecycle
from shared.kit.http.written_rows import RowWriter, WrittenRows
from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.group_read import GroupRead
from shared.kit.postgres.pool import ACQUIRE_TIMEOUT_S, Pool, Record
from shared.policy.tier import TierClass

PAGES_MAX = 16
"""Pages that one statement reads: of 200 rows each they keep the process busy for some milliseconds."""


class BoardItem(BaseModel):
    """A customer on the board; persons are shown by the first character of their name."""

    customer_id: str
    confirmed: bool
    kind: CustomerKind | None
    display_name: str | None
    source: str | None
    owner: str | None
    captured_at: datetime | None
    lifecycle: Lifecycle
    lifecycle_since: datetime | None
    tier: TierClass
    tier_letter: str
    tier_score: float
    tier_since: datetime | None
    tier_crossing_at: datetime | None
    policy_version: str | None
    purchases: int
    last_purchase_at: datetime | None
    contracts: int
    visits: int
    last_visit_at: datetime | None
    complaints: int
    open_complaints: int
    as_of: datetime | None
    archived_at: datetime | None


class _Asked(NamedTuple):
    tier: TierClass | None
    after: str
    limit: int


_ITEMS = RowWriter(BoardItem)


class Board:
    """The views over the projection `board`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._read_pages: GroupRead[_Asked, WrittenRows] = GroupRead(self._pages, PAGES_MAX)
        self._read_all: GroupRead[str, Sequence[Record]] = GroupRead(self._all)

    async def page(self, tier: TierClass | None, after: str, limit: int) -> WrittenRows:
        """Return at most `limit` customers behind the id `after`, in order of their ids."""
        return await self._read_pages.answer(_Asked(tier, after, limit))

    async def tiers(self) -> Sequence[Record]:
        """Return the number of customers of each class."""
        return await self._read_all.answer("tiers")

    async def freshness(self) -> Sequence[Record]:
        """Return how far each source has been heard."""
        return await self._read_all.answer("freshness")

    async def group(self, group_id: str, members: int) -> tuple[Sequence[Record], Sequence[Record]]:
        """Return what a group comes to, a row each currency, and so many members; nothing of no group."""
        return (
            await self._fetched("group", group_id),
            await self._fetched("group_members", group_id, members),
        )

    async def _pages(self, asked: Sequence[_Asked]) -> Sequence[WrittenRows]:
        tiers, afters, limits = zip(*asked, strict=True)
        # One row more than shown tells whether a page follows.
        rows = await self._fetched("pages", tiers, afters, [limit + 1 for limit in limits])
        found: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
        for row in rows:
            found[row[0]].append(row[1:])
        return [_ITEMS.written(found[number], limit) for number, limit in enumerate(limits, 1)]

    async def _all(self, queries: Sequence[str]) -> Sequence[Sequence[Record]]:
        return [await self._fetched(query) for query in queries]

    async def _fetched(self, query: str, *arguments: Any) -> Sequence[Record]:
        with momentary_as_unavailable("board"):
            async with self._pool.acquire(timeout=ACQUIRE_TIMEOUT_S) as connection:
                return await connection.fetch(QUERIES[query], *arguments)
