"""What may be asked about a draft of the policy, and the ways in which the domain says no."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from shared.kit.decider import Rejection


@dataclass(frozen=True, slots=True)
class DraftPolicy:
    """A sound book is proposed; `replaces` is the book that would hold at its date without it."""

    draft_id: UUID
    book: dict[str, Any]
    replaces: str
    by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class RevisePolicy:
    """The draft is to be this sound book instead."""

    book: dict[str, Any]
    replaces: str
    by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class WithdrawPolicy:
    """The draft is not to become a policy."""

    reason: str
    by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class ApprovePolicy:
    """Leadership agrees, now, given all books announced so far.

    `replaces` is the book that would hold at the draft's date by now; the date must lie within
    `earliest` and `latest`. `announced` are the versions in use.
    """

    by: str
    replaces: str
    announced: tuple[str, ...]
    earliest: datetime
    latest: datetime
    now: datetime


PolicyCommand = DraftPolicy | RevisePolicy | WithdrawPolicy | ApprovePolicy


class DraftUnknown(Rejection):
    """There is no draft of this id."""

    code: ClassVar[str] = "policy_draft_unknown"


class DraftClosed(Rejection):
    """The draft was approved or withdrawn; make a new one."""

    code: ClassVar[str] = "policy_draft_closed"


class ApprovedByAuthor(Rejection):
    """Whoever wrote at the draft cannot approve it; somebody else of the leadership must."""

    code: ClassVar[str] = "policy_approved_by_author"


class ApproverIsAnother(Rejection):
    """The policy in force gives approval to another role."""

    code: ClassVar[str] = "policy_approver_is_another"


class DateOutOfBounds(Rejection):
    """Everybody must hear of the book before its date, and the date must be within reach; revise the date."""

    code: ClassVar[str] = "policy_date_out_of_bounds"


class PredecessorChanged(Rejection):
    """Another book was approved since, which this draft would undo unseen; revise the draft upon that one."""

    code: ClassVar[str] = "policy_predecessor_changed"


class VersionTaken(Rejection):
    """Another book has this version, and decisions cite it; choose another."""

    code: ClassVar[str] = "policy_version_taken"
