"""Stored facts of a complaint. Only ever added to; a changed shape is a new version with an upcast."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Literal
from uuid import UUID

Clock = Literal["acknowledge", "resolve"]


@dataclass(frozen=True, slots=True)
class Step:
    """At `at` so much of the clock has run; if it still runs then, `to` is told."""

    clock: Clock
    percent: float
    to: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Clocks:
    """Until when the complaint is acknowledged and resolved, and who is told while that is not done."""

    acknowledge_by: datetime
    resolve_by: datetime
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class ComplaintFiled:
    """A customer complained. Both clocks run from `occurred_at`, under the policy of `policy_version`."""

    TYPE: ClassVar[str] = "complaint-filed"
    VERSION: ClassVar[int] = 2

    complaint_id: UUID
    customer_id: UUID
    severity: str
    summary: str
    clocks: Clocks
    policy_version: str
    occurred_at: datetime


def complaint_filed_2(raw: dict[str, Any]) -> dict[str, Any]:
    """Return what was stored before anybody was told while a clock ran."""
    kept = {name: value for name, value in raw.items() if name not in Clocks.__slots__}
    clocks = {"acknowledge_by": raw["acknowledge_by"], "resolve_by": raw["resolve_by"], "steps": []}
    return {**kept, "clocks": clocks}


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


@dataclass(frozen=True, slots=True)
class ComplaintEscalated:
    """So much of a clock had run at `occurred_at`, and `to` was told at `noticed_at`."""

    TYPE: ClassVar[str] = "complaint-escalated"
    VERSION: ClassVar[int] = 1

    complaint_id: UUID
    customer_id: UUID
    clock: Clock
    percent: float
    to: str
    due_at: datetime
    occurred_at: datetime
    noticed_at: datetime


@dataclass(frozen=True, slots=True)
class ComplaintReopened:
    """It was not solved: both clocks run anew from `occurred_at`, for the `times`-th time reopened."""

    TYPE: ClassVar[str] = "complaint-reopened"
    VERSION: ClassVar[int] = 1

    complaint_id: UUID
    customer_id: UUID
    reason: str
    clocks: Clocks
    times: int
    policy_version: str
    reopened_by: str
    occurred_at: datetime


ComplaintEvent = (
    ComplaintFiled
    | ComplaintAcknowledged
    | ComplaintResolved
    | ComplaintBreached
    | ComplaintEscalated
    | ComplaintReopened
)
