"""The days of `attempts`: made a week ahead, dropped after a month. And how the ledger stands."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from time import monotonic
from typing import Final

import structlog

from services.notify.dispatch import numbers
from shared.kit.errors import Unavailable
from shared.kit.pauses import set_within
from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.pool import Pool
from shared.kit.postgres.queries import load_queries

DAYS_AHEAD: Final = 7
DAYS_KEPT: Final = 30
EVERY_S: Final = 3_600.0
MEASURE_EVERY_S: Final = 10.0
AWAY_PAUSE_S: Final = 1.0

_SQL = load_queries(Path(__file__).with_name("upkeep.sql"))
_log = structlog.get_logger(__name__)


class Upkeep:
    """Keeps the partitions. Run it in as many processes as you like; one works at a time."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def once(self) -> None:
        """The days ahead have their partitions, and those past their time are gone. Raises `Unavailable`."""
        with momentary_as_unavailable("upkeep"):
            dropped = await self._pool.fetchval(_SQL["keep_attempts"], DAYS_AHEAD, DAYS_KEPT)
        if dropped:
            _log.info("attempts.days_dropped", days=dropped)

    async def made(self, stop: asyncio.Event) -> None:
        """The partitions of today are there, or `stop` is set: no attempt could be recorded before."""
        while not stop.is_set():
            try:
                await self.once()
            except Unavailable as away:
                _log.warning("attempts.upkeep_waits", error=away)
                await set_within(stop, AWAY_PAUSE_S)
            else:
                return

    async def standing(self) -> Mapping[str, object]:
        """Return how much is due, and how long the oldest of it has been. Raises `Unavailable`."""
        with momentary_as_unavailable("upkeep"):
            row = await self._pool.fetchrow(_SQL["standing"])
        return dict(row or {})

    async def run(self, stop: asyncio.Event) -> None:
        """Keep the partitions, at once and every hour, and measure the ledger, until `stop`."""
        kept_until = 0.0
        while not stop.is_set():
            if monotonic() >= kept_until:
                await self.made(stop)
                kept_until = monotonic() + EVERY_S
            await self._measure()
            await set_within(stop, MEASURE_EVERY_S)

    async def _measure(self) -> None:
        try:
            numbers.ledger_stands(await self.standing())
        except Unavailable as away:
            _log.warning("ledger.unmeasured", error=away)
