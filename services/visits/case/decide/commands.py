"""What may be asked about a complaint, and the ways in which the domain says no."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from services.visits.case.events import Clock
from shared.kit.decider import Rejection


@dataclass(frozen=True, slots=True)
class FileComplaint:
    """A customer complained. The due times were worked out by the policy in force at `filed_at`."""

    complaint_id: UUID
    customer_id: UUID
    severity: str
    summary: str
    filed_at: datetime
    acknowledge_by: datetime
    resolve_by: datetime
    policy_version: str
    now: datetime


@dataclass(frozen=True, slots=True)
class AcknowledgeComplaint:
    """Someone takes the complaint up, now."""

    acknowledged_by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class ResolveComplaint:
    """The complaint is over, now, with this outcome and perhaps a measure against the next one."""

    outcome: str
    measure: str | None
    resolved_by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class BreachClock:
    """The clock's deadline fell due."""

    clock: Clock
    now: datetime


CaseCommand = FileComplaint | AcknowledgeComplaint | ResolveComplaint | BreachClock


class ComplaintUnknown(Rejection):
    """No complaint of this id was filed."""

    code: ClassVar[str] = "complaint_unknown"


class ComplaintFiledOtherwise(Rejection):
    """The same complaint is on file with another content; mend the reference or the content."""

    code: ClassVar[str] = "complaint_filed_otherwise"


class ComplaintAlreadyResolved(Rejection):
    """The complaint is over, with another outcome than this."""

    code: ClassVar[str] = "complaint_already_resolved"


class ClockNotDue(Rejection):
    """The clock still runs; no deadline takes effect early."""

    code: ClassVar[str] = "clock_not_due"
