"""The announced books as one process has read them: each once from the database, and understood once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any, Protocol

import msgspec
from pydantic import ValidationError

from shared.in_force.announced import QUERIES
from shared.kit.errors import Operational
from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.pool import Record
from shared.policy import PolicyBook, default_book

REREAD_S = 1.0
"""How old an answer's knowledge may be; far less than the notice that every announcement gives."""


class BookUnreadable(Operational):
    """The book in force was announced by a newer release than this one; deploy that one here too."""

    code = "policy_unreadable"


@dataclass(frozen=True, slots=True)
class Entry:
    """A book as it was announced; the default book, number 0, was announced by nobody."""

    number: int
    version: str
    effective_from: datetime
    replaces: str | None = None
    drafted_by: tuple[str, ...] = ()
    approved_by: str | None = None
    approved_at: datetime | None = None
    text: str | None = None


class Reading(Protocol):
    """A pool or a connection."""

    async def fetch(self, query: str, *args: Any) -> Sequence[Record]:
        """Return the rows."""
        ...


class Shelf:
    """The books read so far, first to last; `entries` is another tuple when there is another book."""

    def __init__(self) -> None:
        default = default_book()
        self.entries: tuple[Entry, ...] = (Entry(0, default.version, default.effective_from),)
        self._understood = {default.version: default}
        self._read_at = float("-inf")

    async def reread(self, source: Reading) -> tuple[Entry, ...]:
        """Return all books ever announced, at most `REREAD_S` old. Raises `Unavailable`."""
        if monotonic() - self._read_at >= REREAD_S:
            with momentary_as_unavailable("policy"):
                rows = await source.fetch(QUERIES["announced_after"], self.entries[-1].number)
            # Another request may have read the same rows meanwhile.
            new = tuple(_entry(row) for row in rows if row["number"] > self.entries[-1].number)
            if new:
                self.entries += new
            self._read_at = monotonic()
        return self.entries

    def understood(self, entry: Entry) -> PolicyBook:
        """Return the entry's book. Raises `BookUnreadable`."""
        book = self._understood.get(entry.version)
        if book is None:
            try:
                book = PolicyBook.model_validate_json(entry.text or "")
            except ValidationError as error:
                raise BookUnreadable(f"policy {entry.version}: {error.error_count()} findings") from error
            self._understood[entry.version] = book
        return book


def _entry(row: Record) -> Entry:
    return Entry(
        number=row["number"],
        version=row["version"],
        effective_from=row["effective_from"],
        replaces=row["replaces"],
        drafted_by=msgspec.json.decode(row["drafted_by"], type=tuple[str, ...]),
        approved_by=row["approved_by"],
        approved_at=row["approved_at"],
        text=row["book"],
    )
