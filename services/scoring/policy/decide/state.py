"""A draft of the policy as its facts tell it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, assert_never
from uuid import UUID

from services.scoring.policy.events import (
    PolicyApproved,
    PolicyDrafted,
    PolicyEvent,
    PolicyRevised,
    PolicyWithdrawn,
)

Standing = Literal["open", "withdrawn", "approved"]


@dataclass(frozen=True, slots=True)
class Draft:
    """The book that is proposed, who wrote at it in the order of their coming, and how it ended."""

    draft_id: UUID
    book: dict[str, Any]
    replaces: str
    drafted_by: tuple[str, ...]
    drafted_at: datetime
    ended: PolicyWithdrawn | PolicyApproved | None = None

    @property
    def standing(self) -> Standing:
        """Return whether it is still a draft."""
        match self.ended:
            case None:
                return "open"
            case PolicyWithdrawn():
                return "withdrawn"
            case _:
                return "approved"

    @property
    def version(self) -> str:
        """Return what decisions would cite."""
        return str(self.book["version"])

    @property
    def effective_from(self) -> datetime:
        """Return from when the book would hold."""
        return datetime.fromisoformat(self.book["effective_from"])


Policy = Draft | None


def evolve(state: Policy, event: PolicyEvent) -> Policy:
    """Return the draft after the fact. Nothing can follow but upon a draft."""
    if isinstance(event, PolicyDrafted):
        return Draft(event.draft_id, event.book, event.replaces, (event.drafted_by,), event.occurred_at)
    if state is None:
        return None
    match event:
        case PolicyRevised():
            known = state.drafted_by
            authors = known if event.revised_by in known else (*known, event.revised_by)
            return replace(state, book=event.book, replaces=event.replaces, drafted_by=authors)
        case PolicyWithdrawn() | PolicyApproved():
            return replace(state, ended=event)
        case _:
            assert_never(event)
