"""Reads one customer's tier from the projection's rows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.scoring.tier.contribution import Contribution
from services.scoring.tier.model import QUERIES, TierModel
from services.scoring.tier.standing import Standing, next_crossing
from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.pool import Pool
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

    async def of(self, customer_id: UUID) -> KnownTier | None:
        """Return what is known, or None of a customer never heard of."""
        with momentary_as_unavailable("tier"):
            found = await self._pool.fetchrow(QUERIES["one"], str(customer_id))
        if found is None:
            return None
        row = dict(found)
        customer = self._model.load(row)
        crossing = None
        if customer.basis is not None and customer.standing is not None:
            crossing = next_crossing(customer.basis, customer.standing, self._model.rules)
        return KnownTier(
            customer.standing, customer.facts, crossing, customer.heard_until, row["policy_version"]
        )

    async def seen(self, customer_id: UUID, source: str) -> int:
        """Return how far the customer's row has heard `source`."""
        with momentary_as_unavailable("tier"):
            text = await self._pool.fetchval(QUERIES["seen"], str(customer_id))
        return decode_seen(text).get(source, (0, ""))[0] if text else 0
