"""The policy as it is read: the book in force, all books, drafts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, JsonValue

from services.scoring.evaluation.api import ClockView
from services.scoring.policy.decide import Draft
from services.scoring.policy.decide.state import Standing
from services.scoring.policy.events import PolicyApproved, PolicyWithdrawn
from shared.in_force import Entry
from shared.kit.http.problems import Language
from shared.policy import PolicyBook, working_time
from shared.policy.diff import diff
from shared.policy.readable import readable
from shared.policy.timing import in_force

BookStanding = Literal["announced", "in_force", "superseded"]


class PolicyView(BaseModel):
    """A policy book in one language. Each rule of a chapter has a title, a source and a reason."""

    version: str
    title: str
    effective_from: datetime
    language: Language
    holidays_published_through: int = Field(description="Last year with a published calendar of China")
    chapters: dict[str, JsonValue]
    evaluation: ClockView | None = Field(description="When the policy is to be evaluated (S6-15)")


class BookItem(BaseModel):
    """A book that was announced, and where it stands; the default book was announced by nobody."""

    version: str
    effective_from: datetime
    standing: BookStanding
    replaces: str | None
    drafted_by: list[str]
    approved_by: str | None
    approved_at: datetime | None


class BookView(BookItem):
    """The same with the whole book, as a draft may be made of it."""

    book: dict[str, JsonValue]


class ChangeView(BaseModel):
    """One difference between two books, in words, and where it is (RFC 6901)."""

    pointer: str
    text: str


class ChangesView(BaseModel):
    """What changes from the book `since` to the book `version`, in the order of the book."""

    since: str
    version: str
    changes: list[ChangeView]


class DraftItem(BaseModel):
    """A draft, and how it ended if it did."""

    draft_id: UUID
    version: str
    effective_from: datetime
    replaces: str = Field(description="The book that would hold at its date without it")
    standing: Standing
    drafted_by: list[str]
    drafted_at: datetime
    approved_by: str | None = None
    withdrawn_by: str | None = None
    reason: str | None = Field(default=None, description="Why it was withdrawn")
    ended_at: datetime | None = None


class DraftView(DraftItem):
    """The same with the whole book."""

    book: dict[str, JsonValue]


def policy_view(book: PolicyBook, language: Language, evaluation: ClockView | None) -> PolicyView:
    """Return the book for people."""
    shown = readable(book, language)
    return PolicyView(
        version=book.version,
        title=book.title.in_language(language),
        effective_from=book.effective_from,
        language=language,
        holidays_published_through=working_time.last_published_year(),
        chapters={name: shown[name] for name in book.chapters()},
        evaluation=evaluation,
    )


def book_item(entry: Entry, entries: Sequence[Entry], now: datetime) -> BookItem:
    """Return where the book stands among all `entries`."""
    return BookItem(**_of_entry(entry, entries, now))


def book_view(entry: Entry, book: PolicyBook, entries: Sequence[Entry], now: datetime) -> BookView:
    """Return the same with the book."""
    return BookView(**_of_entry(entry, entries, now), book=book.model_dump(mode="json"))


def changes_view(before: PolicyBook, after: PolicyBook, language: Language) -> ChangesView:
    """Return the differences for people."""
    changes = [
        ChangeView(pointer="".join(f"/{step}" for step in one.path), text=one.text.in_language(language))
        for one in diff(before, after)
    ]
    return ChangesView(since=before.version, version=after.version, changes=changes)


def draft_item(draft: Draft) -> DraftItem:
    """Return the draft without its book."""
    return DraftItem(**_of_draft(draft))


def draft_view(draft: Draft) -> DraftView:
    """Return the draft with its book."""
    return DraftView(**_of_draft(draft), book=draft.book)


def _of_entry(entry: Entry, entries: Sequence[Entry], now: datetime) -> dict[str, Any]:
    return {
        "version": entry.version,
        "effective_from": entry.effective_from,
        "standing": _standing(entry, entries, now),
        "replaces": entry.replaces,
        "drafted_by": list(entry.drafted_by),
        "approved_by": entry.approved_by,
        "approved_at": entry.approved_at,
    }


def _standing(entry: Entry, entries: Sequence[Entry], now: datetime) -> BookStanding:
    if in_force(entries, now) == entry:
        return "in_force"
    if entry.effective_from > now and in_force(entries, entry.effective_from) == entry:
        return "announced"
    return "superseded"


def _of_draft(draft: Draft) -> dict[str, Any]:
    told: dict[str, Any] = {
        "draft_id": draft.draft_id,
        "version": draft.version,
        "effective_from": draft.effective_from,
        "replaces": draft.replaces,
        "standing": draft.standing,
        "drafted_by": list(draft.drafted_by),
        "drafted_at": draft.drafted_at,
    }
    match draft.ended:
        case PolicyApproved() as ended:
            told |= {"approved_by": ended.approved_by, "ended_at": ended.occurred_at}
        case PolicyWithdrawn() as ended:
            told |= {
                "withdrawn_by": ended.withdrawn_by,
                "reason": ended.reason,
                "ended_at": ended.occurred_at,
            }
    return told
