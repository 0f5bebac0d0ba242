"""What may be asked about a complaint, and the ways in which the domain says no."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from services.visits.complaint.events import Clock, Clocks
from shared.kit.decider import Rejection


@dataclass(frozen=True, slots=True)
class FileComplaint:
    """A customer complained. The clocks were worked out by the policy in force."""

    complaint_id: UUID
    customer_id: UUID
    severity: str
    summary: str
    filed_at: datetime
    clocks: Clocks
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
class ReopenComplaint:
    """The complaint was not solved, they say now; the policy in force allows that for `days`."""

    reason: str
    clocks: Clocks
    days: int
    policy_version: str
    reopened_by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class TakeSteps:
    """The clock's deadline fell due: whatever time has brought by now is recorded."""

    clock: Clock
    now: datetime


ComplaintCommand = FileComplaint | AcknowledgeComplaint | ResolveComplaint | ReopenComplaint | TakeSteps


class ComplaintUnknown(Rejection):
    """No complaint of this id was filed."""

    code: ClassVar[str] = "complaint_unknown"


class ComplaintFiledOtherwise(Rejection):
    """The same complaint is on file with another content; mend the reference or the content."""

    code: ClassVar[str] = "complaint_filed_otherwise"


class ComplaintAlreadyResolved(Rejection):
    """The complaint is over, with another outcome than this."""

    code: ClassVar[str] = "complaint_already_resolved"


class ComplaintNotResolved(Rejection):
    """The complaint is open, so there is nothing to reopen."""

    code: ClassVar[str] = "complaint_not_resolved"


class ComplaintReopeningOver(Rejection):
    """It was resolved too long ago for the policy in force; file a new complaint."""

    code: ClassVar[str] = "complaint_reopening_over"


class ClockNotDue(Rejection):
    """Its next step lies ahead; no deadline takes effect early."""

    code: ClassVar[str] = "clock_not_due"
