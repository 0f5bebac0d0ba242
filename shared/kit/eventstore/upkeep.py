"""Outcomes of commands are kept for 7 days; after that a repeat is refused instead of answered.

What is forgotten is the answer, never that the command took effect: the ids of its events come from
the command's, no two events have one id, and so the store refuses it as `CommandReused`.
"""

import asyncio
from pathlib import Path

import structlog

from shared.kit.postgres.failures import is_momentary
from shared.kit.postgres.pool import Pool
from shared.kit.postgres.queries import load_queries

COMMANDS_KEPT_S = 7 * 24 * 3600.0
"""How long the same Idempotency-Key gets the same answer. Told to callers; longer is always safe."""

UPKEEP_EVERY_S = 3600.0
PAGES_MAX = 1_000
"""How much one statement looks at, 8 MiB: short enough to be in nobody's way."""

PAUSE_S = 0.05
"""Between two statements, so that upkeep takes a small part of the disk whatever there is to do."""

_SQL = load_queries(Path(__file__).with_name("sql") / "upkeep.sql")
_log = structlog.get_logger()


async def forget_commands(pool: Pool, kept_s: float = COMMANDS_KEPT_S) -> int:
    """Every outcome older than `kept_s` is gone, but those whose messages wait; returns how many were.

    Several processes may do it at once; each row goes once.
    """
    forgotten = 0
    pages = await pool.fetchval(_SQL["pages"])
    for page in range(0, pages, PAGES_MAX):
        forgotten += await pool.fetchval(_SQL["forget"], (page, 0), (page + PAGES_MAX, 0), kept_s)
        await asyncio.sleep(PAUSE_S)
    return forgotten


class Upkeep:
    """A role of every process with an event store; an hour without it does no harm."""

    def __init__(self, pool: Pool) -> None:
        """The pool is the background's, not the requests'."""
        self._pool = pool

    async def run(self, stop: asyncio.Event) -> None:
        """Forget what is old at once and every `UPKEEP_EVERY_S`, until `stop`."""
        while not stop.is_set():
            try:
                forgotten = await forget_commands(self._pool)
            except Exception as error:
                if not is_momentary(error):
                    raise
                _log.warning("upkeep.interrupted", error=error)
            else:
                _log.info("upkeep.forgotten", commands=forgotten)
            try:
                async with asyncio.timeout(UPKEEP_EVERY_S):
                    await stop.wait()
            except TimeoutError:
                continue
