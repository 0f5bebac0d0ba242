"""Stored facts of a promise. Only ever added to; a changed shape is a new version with an upcast."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Promised:
    """What was promised to whom, by whom and until when: said with every fact.

    `discount_percent` is what the policy of `policy_version` was asked about.
    """

    promise_id: UUID
    customer_id: UUID
    promisor: str
    text: str
    due_at: datetime
    discount_percent: float | None
    price_minor: int | None
    list_minor: int | None
    currency: str | None
    policy_version: str


@dataclass(frozen=True, slots=True)
class PromiseRecorded:
    """It is on file; it holds at once, or from the approval on if the policy asks one of `approver`."""

    TYPE: ClassVar[str] = "promise-recorded"
    VERSION: ClassVar[int] = 1

    promised: Promised
    approver: str | None
    recorded_by: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class PromiseApproved:
    """A person in the role `approver` approved it: it holds."""

    TYPE: ClassVar[str] = "promise-approved"
    VERSION: ClassVar[int] = 1

    promised: Promised
    approver: str
    approved_by: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class PromiseKept:
    """It was kept; the stream `proof` tells how."""

    TYPE: ClassVar[str] = "promise-kept"
    VERSION: ClassVar[int] = 1

    promised: Promised
    proof: str
    late: bool
    kept_by: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class PromiseBreached:
    """It fell due at `occurred_at` and was not kept; `noticed_at` says when that was recorded."""

    TYPE: ClassVar[str] = "promise-breached"
    VERSION: ClassVar[int] = 1

    promised: Promised
    occurred_at: datetime
    noticed_at: datetime


@dataclass(frozen=True, slots=True)
class PromiseWithdrawn:
    """It is owed no more, for a reason."""

    TYPE: ClassVar[str] = "promise-withdrawn"
    VERSION: ClassVar[int] = 1

    promised: Promised
    reason: str
    withdrawn_by: str
    occurred_at: datetime


PromiseEvent = PromiseRecorded | PromiseApproved | PromiseKept | PromiseBreached | PromiseWithdrawn
