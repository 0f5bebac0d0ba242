"""What contacts count as, by each book of the policy (S9-06)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

import msgspec

from services.scoring.sales.heard import Announced
from shared.kit.projection.port import Poison
from shared.policy import PolicyBook, default_book
from shared.policy.effort import COUNTED

DEFAULT_NUMBER = 0
"""The default book was announced by nobody; announcements count from one."""


@dataclass(frozen=True, slots=True)
class CountedBook:
    """A book's shares of effort in percent, and the effort that each purpose counts as."""

    version: str
    effective_from: datetime
    shares: dict[str, float]
    purposes: dict[str, str]

    @classmethod
    def default(cls) -> Self:
        """Return what holds before any announcement."""
        book: PolicyBook = default_book()
        return cls._of(book.version, book.effective_from, book.effort.model_dump(mode="json"))

    @classmethod
    def of(cls, told: Announced) -> Self:
        """Return what an announced book says. Raises `Poison` of one that says nothing readable."""
        try:
            return cls._of(told.version, told.effective_from, told.book["effort"])
        except (KeyError, TypeError, AttributeError) as error:
            raise Poison("unreadable_book", told.version) from error

    @classmethod
    def _of(cls, version: str, effective_from: datetime, effort: dict[str, Any]) -> Self:
        shares = {name: float(rule["percent"]) for name, rule in effort["shares"].items()}
        counted = {name: rule.effort for name, rule in COUNTED.items()}
        told = {name: str(rule["effort"]) for name, rule in effort.get("purposes", {}).items()}
        return cls(version, effective_from, shares, told or counted)

    def row(self, number: int) -> dict[str, Any]:
        """Return the row of the book, the `number`th that was announced."""
        return {
            "version": self.version,
            "number": number,
            "effective_from": self.effective_from,
            "shares": msgspec.json.encode(self.shares).decode(),
            "purposes": msgspec.json.encode(self.purposes).decode(),
        }

    def insert(self) -> str:
        """Return the statement that makes the default book's row; names and numbers need no quoting."""
        row = self.row(DEFAULT_NUMBER)
        values = ", ".join(f"'{value}'" for value in row.values())
        return f"INSERT INTO books ({', '.join(row)}) VALUES ({values});"  # noqa: S608 -- our own values
