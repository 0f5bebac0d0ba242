"""Reads customers' tiers from the projection's rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.scoring.tier.contribution import Contribution
from services.scoring.tier.model import QUERIES, TierModel
from services.scoring.tier.standing import Standing, next_crossing
from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.group_read import GroupRead
from shared.kit.postgres.pool import ACQUIRE_TIMEOUT_S, Pool
from shared.kit.projection.sequence import decode_seen


@dataclass(frozen=True, slots=True)
class KnownTier:
    """A customer's class as stored, the facts it rests on, and what time alone does next."""

    standing: Standing | None
    facts: tuple[Contribution, ...]
    crossing: Standing | None
    heard_until: datetime | None
    policy_version: str


class Tiers:
    """The rows of the projection `tier`."""

    def __init__(self, pool: Pool, model: TierModel) -> None:
        self._pool, self._model = pool, model
        self._read: GroupRead[str, KnownTier | None] = GroupRead(self._known)

    async def of(self, customer_id: UUID) -> KnownTier | None:
        """Return what is known, or None of a customer never heard of."""
        return await self._read.answer(str(customer_id))

    async def seen(self, customer_id: UUID, source: str) -> int:
        """Return how far the customer's row has heard `source`."""
        with momentary_as_unavailable("tier"):
            text = await self._pool.fetchval(QUERIES["seen"], str(customer_id))
        return decode_seen(text).get(source, (0, ""))[0] if text else 0

    async def _known(self, keys: Sequence[str]) -> Sequence[KnownTier | None]:
        with momentary_as_unavailable("tier"):
            async with self._pool.acquire(timeout=ACQUIRE_TIMEOUT_S) as connection:
                rows = await connection.fetch(QUERIES["known"], keys)
        found = {row["key"]: self._of(dict(row)) for row in rows}
        return [found.get(key) for key in keys]

    def _of(self, row: Mapping[str, Any]) -> KnownTier:
        customer = self._model.load(row)
        crossing = None
        if customer.basis is not None and customer.standing is not None:
            crossing = next_crossing(customer.basis, customer.standing, self._model.rules)
        return KnownTier(
            customer.standing, customer.facts, crossing, customer.heard_until, row["policy_version"]
        )
