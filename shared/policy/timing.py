"""Which book holds at a moment; pure, so that every service answers the same for the same books."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol, TypeVar

from shared.policy.book import PolicyBook
from shared.policy.rule import Finding, finding


class Dated(Protocol):
    """A book, or what stands for one."""

    @property
    def effective_from(self) -> datetime:
        """The moment from which it holds."""
        ...


Book = TypeVar("Book", bound=Dated)


class NoPolicyInForce(LookupError):  # noqa: N818 -- named for the fact in the way
    """No book holds at that moment; keep the default book among them, which holds from before any fact."""


def in_force(books: Iterable[Book], at: datetime) -> Book:
    """Return the book that holds at `at`: of those in force by then the one with the latest date.

    `books` are in the order of approval, superseded ones included: of two with the same date the one
    approved later holds, and for a moment in the past the one that held then.

    Raises: NoPolicyInForce; ValueError for a naive `at`.
    """
    if at.tzinfo is None:
        raise ValueError("a moment has a time zone")
    holding: Book | None = None
    for book in books:
        if book.effective_from <= at and (holding is None or holding.effective_from <= book.effective_from):
            holding = book
    if holding is None:
        raise NoPolicyInForce(f"no policy is in force at {at.isoformat()}")
    return holding


def effective_date_findings(book: PolicyBook, now: datetime) -> tuple[Finding, ...]:
    """Return a finding if `book` would hold from before `now`: nobody is bound by a rule not yet known."""
    if book.effective_from >= now:
        return ()
    zh = f"生效时间 {book.effective_from.isoformat()} 早于现在"
    en = f"in force from {book.effective_from.isoformat()}, which is past"
    return (finding(("effective_from",), "effective_in_the_past", zh, en),)
