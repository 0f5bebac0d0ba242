"""Rules that must hold in a database at rest and at work, one query each, asked in one snapshot."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.pool import Pool
from shared.kit.postgres.queries import load_queries

FINDINGS_MAX = 20
"""Per rule: the first faults name the trouble, the millionth names it no better."""

VERIFY_TIMEOUT_S = 3_600.0

_SQL = load_queries(Path(__file__).with_name("sql") / "promises.sql")


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken promise: the rule's name, what it is about and what was found there."""

    rule: str
    subject: str
    found: str


async def broken(pool: Pool, rules: Mapping[str, str]) -> list[Finding]:
    """Return what is wrong, at most `FINDINGS_MAX` per rule; reads everything and writes nothing.

    Each rule answers `subject` and `found`, a row for each fault, at most `$1`. Safe at any time: all
    rules see one snapshot, in which a transaction is wholly there or not at all.
    """
    with momentary_as_unavailable("verify"):
        async with (
            pool.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            await connection.execute(_SQL["allow_long_statements"])
            return [
                Finding(rule, row["subject"], row["found"])
                for rule, sql in rules.items()
                for row in await connection.fetch(sql, FINDINGS_MAX, timeout=VERIFY_TIMEOUT_S)
            ]
