"""One complaint as it stands now: folded from its own stream, so never behind."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from services.visits.complaint.decide import Complaint
from services.visits.complaint.events import ComplaintEscalated
from shared.contracts.obligations import Party
from shared.contracts.visits import ClockName, Severity

Standing = Literal["filed", "acknowledged", "resolved"]


class EscalationView(BaseModel):
    """Who was told when so much of a clock had run; `noticed_at` says when."""

    clock: ClockName
    percent: float
    to: Party
    escalated_at: datetime
    noticed_at: datetime


class ComplaintView(BaseModel):
    """A complaint, its clocks, and how it ended. `breached` names the clocks that ran out unmet.

    Clocks and all that follows are of the time since it was filed, or since it was last reopened.
    """

    complaint_id: UUID
    customer_id: UUID
    version: int
    standing: Standing
    severity: Severity
    summary: str
    filed_at: datetime
    acknowledge_by: datetime
    resolve_by: datetime
    policy_version: str
    breached: list[ClockName]
    escalated: list[EscalationView]
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    outcome: str | None
    measure: str | None
    resolved_by: str | None
    resolved_at: datetime | None
    times_reopened: int
    reopened_at: datetime | None
    reopened_because: str | None


def complaint_view(complaint: Complaint, version: int) -> ComplaintView:
    """Return what is shown of the complaint at that version."""
    filed, taken_up, ended = complaint.filed, complaint.acknowledged, complaint.resolved
    again = complaint.reopened
    return ComplaintView.model_validate(
        {
            "complaint_id": filed.complaint_id,
            "customer_id": filed.customer_id,
            "version": version,
            "standing": "resolved" if ended else "acknowledged" if taken_up else "filed",
            "severity": filed.severity,
            "summary": filed.summary,
            "filed_at": filed.occurred_at,
            "acknowledge_by": complaint.clocks.acknowledge_by,
            "resolve_by": complaint.clocks.resolve_by,
            "policy_version": (again or filed).policy_version,
            "breached": sorted(complaint.breached),
            "escalated": [_escalation(one) for one in complaint.escalated],
            "acknowledged_by": taken_up.acknowledged_by if taken_up else None,
            "acknowledged_at": taken_up.occurred_at if taken_up else None,
            "outcome": ended.outcome if ended else None,
            "measure": ended.measure if ended else None,
            "resolved_by": ended.resolved_by if ended else None,
            "resolved_at": ended.occurred_at if ended else None,
            "times_reopened": complaint.times_reopened,
            "reopened_at": again.occurred_at if again else None,
            "reopened_because": again.reason if again else None,
        }
    )


def _escalation(told: ComplaintEscalated) -> EscalationView:
    return EscalationView.model_validate(
        {
            "clock": told.clock,
            "percent": told.percent,
            "to": told.to,
            "escalated_at": told.occurred_at,
            "noticed_at": told.noticed_at,
        }
    )
