"""Reads customers' tiers from the projection's rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.scoring.tier.model import QUERIES, TierModel, facts_of
from services.scoring.tier.scored import ScoredFact
from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.group_read import GroupRead
from shared.kit.postgres.pool import ACQUIRE_TIMEOUT_S, Pool
from shared.kit.projection.sequence import decode_seen


@dataclass(frozen=True, slots=True)
class Known:
    """All facts of a customer in their order, and the newest time that any of them tells of."""

    facts: tuple[ScoredFact, ...]
    heard_until: datetime | None


class Tiers:
    """The rows of the projection `tier`, under the books that `model` knows."""

    def __init__(self, pool: Pool, model: TierModel) -> None:
        self.model = model
        self._pool = pool
        self._read: GroupRead[str, Known | None] = GroupRead(self._known)

    async def of(self, customer_id: UUID) -> Known | None:
        """Return what is known, or None of a customer never heard of. Raises `Operational`."""
        return await self._read.answer(str(customer_id))

    async def seen(self, customer_id: UUID, source: str) -> int:
        """Return how far the customer's row has heard `source`."""
        with momentary_as_unavailable("tier"):
            text = await self._pool.fetchval(QUERIES["seen"], str(customer_id))
        return decode_seen(text).get(source, (0, ""))[0] if text else 0

    async def _known(self, keys: Sequence[str]) -> Sequence[Known | None]:
        with momentary_as_unavailable("tier"):
            async with self._pool.acquire(timeout=ACQUIRE_TIMEOUT_S) as connection:
                await self.model.heed(connection)
                rows = await connection.fetch(QUERIES["known"], keys)
        found = {row["key"]: Known(facts_of(dict(row)), row["heard_until"]) for row in rows}
        return [found.get(key) for key in keys]
