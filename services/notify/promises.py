"""Holds the ledger against its own promises: reads everything, writes nothing."""

from pathlib import Path

from shared.kit.postgres.pool import Pool
from shared.kit.postgres.promises import Finding, broken
from shared.kit.postgres.queries import load_queries

_RULES = load_queries(Path(__file__).with_suffix(".sql"))


async def verify_ledger(pool: Pool) -> list[Finding]:
    """Return what is wrong, at most `FINDINGS_MAX` per rule; nothing in a healthy ledger."""
    return await broken(pool, _RULES)
