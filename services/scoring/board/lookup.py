"""Reads the board from the views that dashboards read."""

from collections.abc import Sequence
from typing import Any

from services.scoring.board.model import QUERIES
from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.pool import Pool
from shared.policy.tier import TierClass


class Board:
    """The views over the projection `board`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def page(self, tier: TierClass | None, after: str | None, rows: int) -> Sequence[dict[str, Any]]:
        """Return at most `rows` customers behind the id `after`, in order of their ids."""
        return await self._rows("page", after, tier, rows)

    async def tiers(self) -> Sequence[dict[str, Any]]:
        """Return the number of customers of each class."""
        return await self._rows("tiers")

    async def freshness(self) -> Sequence[dict[str, Any]]:
        """Return how far each source has been heard."""
        return await self._rows("freshness")

    async def _rows(self, query: str, *arguments: Any) -> Sequence[dict[str, Any]]:
        with momentary_as_unavailable("board"):
            return [dict(row) for row in await self._pool.fetch(QUERIES[query], *arguments)]
