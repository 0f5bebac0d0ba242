"""Which book holds when: the one question that every decision by the policy asks.

Announcements come at least `hearing.NOTICE_MIN` ahead, so what was read a second ago still answers for
now. Books are never changed, so each is read from the database and understood once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Protocol

import msgspec
from pydantic import ValidationError

from shared.in_force.announced import QUERIES
from shared.kit.errors import Operational
from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.pool import Pool, Record
from shared.policy import PolicyBook, default_book
from shared.policy.timing import in_force

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


class InForce(Protocol):
    """What a use case needs of the policy."""

    async def at(self, when: datetime) -> PolicyBook:
        """Return the book in force `when`. Raises `Operational`."""
        ...


class Books:
    """The announced books of this service's database, and the default book before them."""

    def __init__(self, pool: Pool) -> None:
        default = default_book()
        self._pool = pool
        self._entries = [Entry(0, default.version, default.effective_from)]
        self._understood = {default.version: default}
        self._read_at = float("-inf")

    async def at(self, when: datetime) -> PolicyBook:
        """See `InForce.at`."""
        return self.understood(in_force(await self.entries(), when))

    async def entries(self) -> Sequence[Entry]:
        """Return all books ever announced, first to last, at most `REREAD_S` old. Raises `Unavailable`."""
        if monotonic() - self._read_at >= REREAD_S:
            known = self._entries[-1].number
            with momentary_as_unavailable("policy"):
                rows = await self._pool.fetch(QUERIES["announced_after"], known)
            # Another request may have read the same rows meanwhile.
            self._entries += [_entry(row) for row in rows if row["number"] > self._entries[-1].number]
            self._read_at = monotonic()
        return tuple(self._entries)

    async def of_version(self, version: str) -> PolicyBook | None:
        """Return the book that a decision cites, or None of one never announced. Raises `Operational`."""
        found = next((one for one in await self.entries() if one.version == version), None)
        return None if found is None else self.understood(found)

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
