"""Whether deadlines of a kind still stand that must take effect before others."""

from pathlib import Path

from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.pool import ACQUIRE_TIMEOUT_S, Pool
from shared.kit.postgres.queries import load_queries

QUERIES = load_queries(Path(__file__).with_name("standing.sql"))


class Standing:
    """The deadlines of the service that are not set aside."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def any_of(self, kind: str) -> bool:
        """Return whether one of that kind stands."""
        with momentary_as_unavailable("deadlines"):
            async with self._pool.acquire(timeout=ACQUIRE_TIMEOUT_S) as connection:
                return bool(await connection.fetchval(QUERIES["standing"], kind))
