"""Reads the facts that segments are judged by."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from services.scoring.segment.judging import facts_of
from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.pool import ACQUIRE_TIMEOUT_S, Pool
from shared.kit.postgres.queries import load_queries

QUERIES = load_queries(Path(__file__).with_name("lookup.sql"))


class SegmentFacts:
    """The rows of the projections `board` and `sales`, side by side."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def of(self, keys: Sequence[str], now: datetime) -> Mapping[str, dict[str, Any]]:
        """Return the facts of those of the customers that the board knows, as of `now`."""
        with momentary_as_unavailable("board"):
            async with self._pool.acquire(timeout=ACQUIRE_TIMEOUT_S) as connection:
                rows = await connection.fetch(QUERIES["facts"], keys, now)
        return {row["key"]: facts_of(dict(row), now) for row in rows}
