"""Shards: owned by lease, under an epoch that rises with every change of owner.

Owning replaces claiming: no row is written to take a delivery. The price is the fence: whatever an
owner writes is checked against its epoch in the same transaction, so an owner that slept past its
lease may wake, send what it had begun, and write nothing.

An owner that died is succeeded at the next renewal of any other: its session ends with it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from pathlib import Path
from time import monotonic
from typing import Final

from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.held import HeldConnection
from shared.kit.postgres.pool import Pool
from shared.kit.postgres.queries import load_queries

SHARDS: Final = 64
LEASE_S: Final = 15.0
RENEWALS_A_LEASE: Final = 5
"""A lease is renewed every 3 s: four renewals may fail before it is lost."""

SAFETY_SHARE: Final = 15
"""An owner stops starting calls this part of a lease (1 s) before its end."""

_SQL = load_queries(Path(__file__).with_name("shards.sql"))


@dataclass(frozen=True, slots=True)
class Lease:
    """A shard is ours under `epoch`; calls may start until `good_until` of the monotonic clock."""

    epoch: int
    good_until: float


@dataclass(frozen=True, slots=True)
class Turnover:
    """What one round of renewing changed."""

    gained: frozenset[int]
    lost: frozenset[int]


class Shards:
    """The shards that this process owns. One task renews; everyone else only reads."""

    def __init__(self, pool: Pool, owner: str, lease_s: float = LEASE_S) -> None:
        self._pool, self._owner = pool, owner
        self._lease_s, self._lease = lease_s, timedelta(seconds=lease_s)
        self._held: dict[int, Lease] = {}
        self._share = SHARDS
        # Our sign of life: it holds a lock as long as it lasts.
        self._session = HeldConnection(pool, _SQL["live"], owner, self._lease)

    @property
    def held(self) -> Mapping[int, Lease]:
        """The shards held, as far as this process knows."""
        return self._held

    @property
    def renew_every_s(self) -> float:
        """How often `renew` is to be called."""
        return self._lease_s / RENEWALS_A_LEASE

    async def renew(self) -> Turnover:
        """Leases run anew, lost shards are forgotten, free ones taken up to the fair share.

        Raises `Unavailable`; the leases then run on to their end and no further.
        """
        before = dict(self._held)
        with momentary_as_unavailable("shards"):
            async with self._session.use() as connection, connection.transaction():
                # Counted from before the question, so that our clock never outlasts the database's.
                asked_at = monotonic()
                alive = await connection.fetchval(_SQL["alive"], self._owner, self._lease)
                kept = await connection.fetch(_SQL["renew"], self._owner, *_columns(before), self._lease)
                room = max(0, fair_share(alive) - len(kept))
                taken = await connection.fetch(_SQL["acquire"], self._owner, room, self._lease)
        good_until = asked_at + self._lease_s * (1 - 1 / SAFETY_SHARE)
        held = {row["id"]: Lease(before[row["id"]].epoch, good_until) for row in kept}
        held |= {row["id"]: Lease(row["epoch"], good_until) for row in taken}
        self._held = held
        self._share = fair_share(alive)
        return Turnover(
            gained=frozenset(row["id"] for row in taken),
            # A shard taken back under a new epoch counts as lost, too: its memory is of the old one.
            lost=frozenset(before) - frozenset(row["id"] for row in kept),
        )

    def surplus(self) -> Sequence[int]:
        """Return the shards beyond the fair share, to be drained and released."""
        return sorted(self._held)[self._share :]

    async def release(self, shards: Collection[int]) -> None:
        """The shards are anybody's at once. Call it only when nothing of them is in flight or unwritten."""
        given_back = {shard: lease for shard, lease in self._held.items() if shard in shards}
        self._held = {shard: lease for shard, lease in self._held.items() if shard not in shards}
        with momentary_as_unavailable("shards"):
            await self._pool.execute(_SQL["release"], self._owner, *_columns(given_back))

    async def leave(self) -> None:
        """Everything held is released and this owner no longer counts for the fair share."""
        self._held = {}
        try:
            with momentary_as_unavailable("shards"):
                await self._pool.execute(_SQL["leave"], self._owner)
        finally:
            await self._session.give_back()


def fair_share(dispatchers_alive: int) -> int:
    """Return how many shards one of so many dispatchers may hold."""
    return ceil(SHARDS / max(1, dispatchers_alive))


def _columns(leases: Mapping[int, Lease]) -> tuple[list[int], list[int]]:
    return list(leases), [lease.epoch for lease in leases.values()]
