"""Reads customers' tiers from the projection's rows."""

from collections.abc import Sequence
from uuid import UUID

from services.scoring.tier.fold import CustomerTier
from services.scoring.tier.model import QUERIES, TierModel
from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.group_read import GroupRead
from shared.kit.postgres.pool import ACQUIRE_TIMEOUT_S, Pool
from shared.kit.projection.sequence import decode_seen


class Tiers:
    """The rows of the projection `tier`, under the books that `model` knows."""

    def __init__(self, pool: Pool, model: TierModel) -> None:
        self.model = model
        self._pool = pool
        self._read: GroupRead[str, CustomerTier | None] = GroupRead(self._known)

    async def of(self, customer_id: UUID) -> CustomerTier | None:
        """Return what is known, or None of a customer never heard of. Raises `Operational`."""
        return await self._read.answer(str(customer_id))

    async def seen(self, customer_id: UUID, source: str) -> int:
        """Return how far the customer's row has heard `source`."""
        with momentary_as_unavailable("tier"):
            text = await self._pool.fetchval(QUERIES["seen"], str(customer_id))
        return decode_seen(text).get(source, (0, ""))[0] if text else 0

    async def _known(self, keys: Sequence[str]) -> Sequence[CustomerTier | None]:
        with momentary_as_unavailable("tier"):
            async with self._pool.acquire(timeout=ACQUIRE_TIMEOUT_S) as connection:
                await self.model.heed(connection)
                rows = await connection.fetch(QUERIES["known"], keys)
        found = {row["key"]: self.model.load(dict(row)) for row in rows}
        return [found.get(key) for key in keys]
