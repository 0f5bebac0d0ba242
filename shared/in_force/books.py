"""Which book holds when: the one question that every decision by the policy asks.

Announcements come at least `hearing.NOTICE_MIN` ahead, so what was read a second ago still answers for
now. Books are never changed, so each is read from the database and understood once.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from shared.in_force.shelf import Entry, Shelf
from shared.kit.postgres.pool import Pool
from shared.policy import PolicyBook
from shared.policy.timing import in_force


class InForce(Protocol):
    """What a use case needs of the policy."""

    async def at(self, when: datetime) -> PolicyBook:
        """Return the book in force `when`. Raises `Operational`."""
        ...


class Books:
    """The announced books of this service's database, and the default book before them."""

    def __init__(self, pool: Pool) -> None:
        self._pool, self._shelf = pool, Shelf()

    async def at(self, when: datetime) -> PolicyBook:
        """See `InForce.at`."""
        return self.understood(in_force(await self.entries(), when))

    async def entries(self) -> Sequence[Entry]:
        """Return all books ever announced, first to last. Raises `Unavailable`."""
        return await self._shelf.reread(self._pool)

    async def of_version(self, version: str) -> PolicyBook | None:
        """Return the book that a decision cites, or None of one never announced. Raises `Operational`."""
        found = next((one for one in await self.entries() if one.version == version), None)
        return None if found is None else self.understood(found)

    def understood(self, entry: Entry) -> PolicyBook:
        """Return the entry's book. Raises `BookUnreadable`."""
        return self._shelf.understood(entry)
