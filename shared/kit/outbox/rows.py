"""The outbox table, as the relay reads and empties it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import asyncpg

from shared.kit.outbox import bounds
from shared.kit.postgres.pool import Connection
from shared.kit.postgres.queries import load_queries

QUERIES: Final = load_queries(Path(__file__).parent / "sql" / "outbox.sql")


@dataclass(frozen=True, slots=True)
class Row:
    """One finished message; `sequence` is None for what carries no number, such as a dead letter."""

    position: int
    topic: str
    key: str
    sequence: int | None
    headers: str
    value: bytes


@dataclass(frozen=True, slots=True)
class Unsendable:
    """A row that can never be sent as it is, and why."""

    row: Row
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How far behind the relay is."""

    oldest_row_age_s: float
    quarantined_keys: int


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A key that stands still in the outbox: `position` is the row that can never be sent as it is."""

    key: str
    topic: str
    position: int
    reason: str
    detail: str
    quarantined_at: datetime


class Outbox:
    """The table through one connection; a relay's is its lease's: losing the lock is losing the table."""

    def __init__(self, connection: asyncpg.Connection | Connection) -> None:
        self._connection = connection

    async def read(self, blocked_keys: Collection[str]) -> Sequence[Row]:
        """Return the next rows by position, each key from its first row on, blocked keys left out."""
        # One statement is one snapshot. No bound on transaction ids is needed: the append holds the
        # key's lock until commit, so a key's row n+1 cannot be visible before its row n.
        rows = await self._connection.fetch(
            QUERIES["read_rows"], blocked_keys, bounds.ROWS_MAX, bounds.READ_MAX_BYTES
        )
        return [Row(*row) for row in rows]

    async def delete(self, positions: Sequence[int]) -> None:
        """The rows are gone; only acknowledged ones may go."""
        await self._connection.execute(QUERIES["delete_rows"], positions)

    async def quarantine(self, unsendable: Unsendable) -> None:
        """The row's key is not read again until it is released."""
        row = unsendable.row
        await self._connection.execute(
            QUERIES["quarantine_key"], row.key, row.position, row.topic, unsendable.reason, unsendable.detail
        )

    async def quarantined(self) -> Sequence[Quarantined]:
        """Return the keys that stand still, oldest first, at most `QUARANTINED_SHOWN_MAX`."""
        rows = await self._connection.fetch(QUERIES["quarantined"], bounds.QUARANTINED_SHOWN_MAX)
        return [Quarantined(*row) for row in rows]

    async def release(self, key: str) -> bool:
        """The key flows again; false when it was not quarantined."""
        return await self._connection.fetchval(QUERIES["release_key"], key) is not None

    async def standing(self) -> Standing:
        """Return the oldest row's age and the number of quarantined keys."""
        row = await self._connection.fetchrow(QUERIES["standing"])
        assert row is not None  # noqa: S101 -- the statement has no FROM, it always answers one row
        return Standing(row["oldest_row_age_s"], row["quarantined_keys"])
