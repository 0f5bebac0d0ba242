"""Stored facts of a draft of the policy. A book is JSON as `PolicyBook` wrote it on that day."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PolicyDrafted:
    """Somebody proposed a whole book, to take the place of the book `replaces`."""

    TYPE: ClassVar[str] = "policy-drafted"
    VERSION: ClassVar[int] = 1

    draft_id: UUID
    book: dict[str, Any]
    replaces: str
    drafted_by: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class PolicyRevised:
    """The draft is another book now."""

    TYPE: ClassVar[str] = "policy-revised"
    VERSION: ClassVar[int] = 1

    draft_id: UUID
    book: dict[str, Any]
    replaces: str
    revised_by: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class PolicyWithdrawn:
    """The draft will not become a policy."""

    TYPE: ClassVar[str] = "policy-withdrawn"
    VERSION: ClassVar[int] = 1

    draft_id: UUID
    reason: str
    withdrawn_by: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class PolicyApproved:
    """Leadership approved the draft: the book holds from its date on, and all are told (S6-14)."""

    TYPE: ClassVar[str] = "policy-approved"
    VERSION: ClassVar[int] = 1

    draft_id: UUID
    book: dict[str, Any]
    replaces: str
    drafted_by: tuple[str, ...]
    approved_by: str
    occurred_at: datetime


PolicyEvent = PolicyDrafted | PolicyRevised | PolicyWithdrawn | PolicyApproved
