"""What people are measured by, by each book of the policy: effort, kept promises, how they talk."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

import msgspec
from pydantic import ValidationError

from services.scoring.sales.heard import Announced
from shared.kit.projection.port import Poison
from shared.policy import default_book
from shared.policy.contacts import ContactChapter
from shared.policy.default_contacts import CONTACTS
from shared.policy.effort import COUNTED, EffortChapter
from shared.policy.promises import PromiseChapter

DEFAULT_NUMBER = 0
"""The default book was announced by nobody; announcements count from one."""


@dataclass(frozen=True, slots=True)
class Measures:
    """A book's shares of effort in percent, and the effort that each purpose counts as (S9-06).

    `kept_warn_under` is the rate of kept promises under which it warns, in percent (S9-08). `subjects` are
    the topics (S11-20), methods (S11-21) and proofs (S11-22) that it asks for.
    """

    version: str
    effective_from: datetime
    shares: dict[str, float]
    purposes: dict[str, str]
    kept_warn_under: float
    subjects: dict[str, tuple[str, ...]]

    @classmethod
    def default(cls) -> Self:
        """Return what holds before any announcement."""
        book = default_book()
        return cls._of(book.version, book.effective_from, book.effort, book.promises, book.contacts)

    @classmethod
    def of(cls, told: Announced) -> Self:
        """Return what an announced book says. Raises `Poison` of one that this release cannot read."""
        try:
            effort = EffortChapter.model_validate(told.book["effort"])
            promises = PromiseChapter.model_validate(told.book["promises"])
            # One announced before there were kinds of contacts has ours.
            contacts = ContactChapter.model_validate(told.book.get("contacts", CONTACTS))
        except (KeyError, ValidationError) as error:
            raise Poison("unreadable_book", told.version) from error
        return cls._of(told.version, told.effective_from, effort, promises, contacts)

    @classmethod
    def _of(
        cls,
        version: str,
        effective_from: datetime,
        effort: EffortChapter,
        promises: PromiseChapter,
        contacts: ContactChapter,
    ) -> Self:
        shares = {name: share.percent for name, share in effort.shares.items()}
        # One announced before purposes were counted may name none.
        purposes = effort.purposes or COUNTED
        counted = {name: purpose.effort for name, purpose in purposes.items()}
        proofs = tuple(slug for slug, one in contacts.materials.items() if one.proof)
        subjects = {"topic": tuple(contacts.topics), "method": tuple(contacts.methods), "proof": proofs}
        return cls(version, effective_from, shares, counted, promises.kept.warn_under, subjects)

    def row(self, number: int) -> dict[str, Any]:
        """Return the row of the book, the `number`th that was announced."""
        return {
            "version": self.version,
            "number": number,
            "effective_from": self.effective_from,
            "shares": msgspec.json.encode(self.shares).decode(),
            "purposes": msgspec.json.encode(self.purposes).decode(),
            "kept_warn_under": self.kept_warn_under,
            "subjects": msgspec.json.encode(self.subjects).decode(),
        }

    def insert(self) -> str:
        """Return the statement that makes the default book's row; names and numbers need no quoting."""
        row = self.row(DEFAULT_NUMBER)
        values = ", ".join(f"'{value}'" for value in row.values())
        return f"INSERT INTO books ({', '.join(row)}) VALUES ({values});"  # noqa: S608 -- our own values
