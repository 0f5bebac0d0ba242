"""Stored facts of a complaint. Only ever added to; a changed shape is a new version with an upcast."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

Clock = Literal["acknowledge", "resolve"]


@dataclass(frozen=True, slots=True)
class ComplaintFiled:
    """A customer complained. Both clocks run from `occurred_at`, under the policy of `policy_version`."""

    TYPE: ClassVar[str] = "complaint-filed"
    VERSION: ClassVar[int] = 1

    complaint_id: UUID
    customer_id: UUID
    severity: str
    summary: str
    acknowledge_by: datetime
    resolve_by: datetime
    policy_version: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class ComplaintAcknowledged:
    """Someone took the complaint up."""

    TYPE: ClassVar[str] = "complaint-acknowledged"
    VERSION: ClassVar[int] = 1

    complaint_id: UUID
    customer_id: UUID
    acknowledged_by: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class ComplaintResolved:
    """The complaint ended in an outcome that the customer can see."""

    TYPE: ClassVar[str] = "complaint-resolved"
    VERSION: ClassVar[int] = 1

    complaint_id: UUID
    customer_id: UUID
    outcome: str
    measure: str | None
    resolved_by: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class ComplaintBreached:
    """A clock ran out unmet at `occurred_at`, its due time; `noticed_at` says when that was recorded."""

    TYPE: ClassVar[str] = "complaint-breached"
    VERSION: ClassVar[int] = 1

    complaint_id: UUID
    customer_id: UUID
    clock: Clock
    occurred_at: datetime
    noticed_at: datetime


CaseEvent = ComplaintFiled | ComplaintAcknowledged | ComplaintResolved | ComplaintBreached
