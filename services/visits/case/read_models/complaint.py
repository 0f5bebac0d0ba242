"""One complaint as it stands now: folded from its own stream, so never behind."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from services.visits.case.decide import Complaint
from shared.contracts.visits import ClockName, Severity

Standing = Literal["filed", "acknowledged", "resolved"]


class ComplaintView(BaseModel):
    """A complaint, its clocks, and how it ended. `breached` names the clocks that ran out unmet."""

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
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    outcome: str | None
    measure: str | None
    resolved_by: str | None
    resolved_at: datetime | None


def complaint_view(complaint: Complaint, version: int) -> ComplaintView:
    """Return what is shown of the complaint at that version."""
    filed, taken_up, ended = complaint.filed, complaint.acknowledged, complaint.resolved
    return ComplaintView.model_validate(
        {
            "complaint_id": filed.complaint_id,
            "customer_id": filed.customer_id,
            "version": version,
            "standing": "resolved" if ended else "acknowledged" if taken_up else "filed",
            "severity": filed.severity,
            "summary": filed.summary,
            "filed_at": filed.occurred_at,
            "acknowledge_by": filed.acknowledge_by,
            "resolve_by": filed.resolve_by,
            "policy_version": filed.policy_version,
            "breached": sorted(complaint.breached),
            "acknowledged_by": taken_up.acknowledged_by if taken_up else None,
            "acknowledged_at": taken_up.occurred_at if taken_up else None,
            "outcome": ended.outcome if ended else None,
            "measure": ended.measure if ended else None,
            "resolved_by": ended.resolved_by if ended else None,
            "resolved_at": ended.occurred_at if ended else None,
        }
    )
