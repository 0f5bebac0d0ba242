"""Policy books for tests: one that holds always, and one as scoring announces it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shared.contracts.scoring import PolicyAnnounced
from shared.policy import PolicyBook, default_book


class OneBook:
    """One book at any time: the default one, if no other is given."""

    def __init__(self, book: PolicyBook | None = None) -> None:
        self._book = book or default_book()

    async def at(self, when: datetime) -> PolicyBook:
        """Return it."""
        del when
        return self._book

    async def of_version(self, version: str) -> PolicyBook | None:
        """Return it by its version."""
        return self._book if version == self._book.version else None


def book_json(version: str, effective_from: datetime, **changed: Mapping[str, Any]) -> dict[str, Any]:
    """Return the default book under another version, with whole chapters changed where given."""
    book: dict[str, Any] = default_book().model_dump(mode="json")
    return book | {"version": version, "effective_from": effective_from.isoformat()} | changed


def quicker(hours: int) -> dict[str, Any]:
    """Return the complaint chapter with a serious complaint acknowledged within so many hours."""
    chapter: dict[str, Any] = default_book().complaint.model_dump(mode="json")
    chapter["clocks"]["serious"]["acknowledge"] = {"hours": hours}
    return chapter


def announced(
    version: str, effective_from: datetime, replaces: str = "default-1", **changed: Mapping[str, Any]
) -> PolicyAnnounced:
    """Return what scoring says of such a book."""
    return PolicyAnnounced(
        version=version,
        replaces=replaces,
        effective_from=effective_from,
        drafted_by=("li.na",),
        approved_by="chen.yu",
        approved_at=effective_from,
        book=book_json(version, effective_from, **changed),
    )
