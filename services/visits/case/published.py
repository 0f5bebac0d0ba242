"""What the world hears of a complaint's facts: all of them, in the words of the contracts."""

from typing import assert_never

from services.visits.case.events import (
    CaseEvent,
    ComplaintAcknowledged,
    ComplaintBreached,
    ComplaintFiled,
    ComplaintResolved,
)
from shared.contracts import visits


def publish(event: CaseEvent) -> visits.ComplaintFact:
    """Return the contract that tells this fact."""
    match event:
        case ComplaintFiled():
            return _filed(event)
        case ComplaintAcknowledged():
            return visits.ComplaintAcknowledged(
                customer_id=event.customer_id,
                complaint_id=event.complaint_id,
                acknowledged_by=event.acknowledged_by,
                acknowledged_at=event.occurred_at,
            )
        case ComplaintResolved():
            return visits.ComplaintResolved(
                customer_id=event.customer_id,
                complaint_id=event.complaint_id,
                outcome=event.outcome,
                measure=event.measure,
                resolved_by=event.resolved_by,
                resolved_at=event.occurred_at,
            )
        case ComplaintBreached():
            return visits.ComplaintBreached(
                customer_id=event.customer_id,
                complaint_id=event.complaint_id,
                clock=event.clock,
                due_at=event.occurred_at,
                breached_at=event.occurred_at,
                noticed_at=event.noticed_at,
            )
        case _:
            assert_never(event)


def _filed(event: ComplaintFiled) -> visits.ComplaintFiled:
    return visits.ComplaintFiled(
        customer_id=event.customer_id,
        complaint_id=event.complaint_id,
        severity=event.severity,
        summary=event.summary,
        filed_at=event.occurred_at,
        acknowledge_by=event.acknowledge_by,
        resolve_by=event.resolve_by,
        policy_version=event.policy_version,
    )
