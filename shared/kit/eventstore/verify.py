"""Holds a store against its own promises: reads everything, writes nothing."""

from pathlib import Path

from shared.kit.postgres.pool import Pool
from shared.kit.postgres.promises import FINDINGS_MAX, Finding, broken
from shared.kit.postgres.queries import load_queries

__all__ = ["FINDINGS_MAX", "Finding", "verify"]

_RULES = load_queries(Path(__file__).with_name("sql") / "verify.sql")


async def verify(pool: Pool) -> list[Finding]:
    """Return what is wrong, at most `FINDINGS_MAX` per rule; nothing in a healthy store."""
    return await broken(pool, _RULES)
