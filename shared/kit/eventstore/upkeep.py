"""Outcomes of commands are kept for 7 days; after that a repeat is refused instead of answered.

What is forgotten is the answer, never that the command took effect: the ids of its events come from
the command's, no two events have one id, and so the store refuses it as `CommandReused`.
"""

import asyncio
from pathlib import Path

from shared.kit.postgres.pool import Pool
from shared.kit.postgres.queries import load_queries

COMMANDS_KEPT_S = 7 * 24 * 3600.0
"""How long the same Idempotency-Key gets the same answer. Told to callers; longer is always safe."""

PAGES_MAX = 1_000
"""How much one statement looks at, 8 MiB: short enough to be in nobody's way."""

PAUSE_S = 0.05
"""Between two statements, so that upkeep takes a small part of the disk whatever there is to do."""

_SQL = load_queries(Path(__file__).with_name("sql") / "upkeep.sql")


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
