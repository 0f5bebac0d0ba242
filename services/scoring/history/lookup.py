"""Reads the history of one customer, a page at a time."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.pool import ACQUIRE_TIMEOUT_S, Pool, Record
from shared.kit.postgres.queries import load_queries

QUERIES = load_queries(Path(__file__).with_name("lookup.sql"))


class Histories:
    """The rows of the projections `sales` and `board`, side by side."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def page(
        self, customer_id: UUID, kind: str | None, after: tuple[datetime, str] | None, rows: int
    ) -> Sequence[Record] | None:
        """Return at most `rows` entries behind `after`, newest first; None of a customer never heard of."""
        at, entry = after or (None, None)
        with momentary_as_unavailable("board"):
            async with self._pool.acquire(timeout=ACQUIRE_TIMEOUT_S) as connection:
                found = await connection.fetch(QUERIES["page"], str(customer_id), at, entry, kind, rows)
                if found or await connection.fetchval(QUERIES["known"], str(customer_id)):
                    return found
        return None
