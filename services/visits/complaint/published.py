"""What the world hears of a complaint's facts: all of them, in the words of the contracts."""

from typing import assert_never

from services.visits.complaint.events import (
    ComplaintAcknowledged,
    ComplaintBreached,
    ComplaintEscalated,
    ComplaintEvent,
    ComplaintFiled,
    ComplaintReopened,
    ComplaintResolved,
)
from shared.contracts import complaints, visits


def publish(event: ComplaintEvent) -> visits.ComplaintFact:
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
        case ComplaintEscalated():
            return _escalated(event)
        case ComplaintReopened():
            return _reopened(event)
        case _:
            assert_never(event)


def _filed(event: ComplaintFiled) -> visits.ComplaintFiled:
    return visits.ComplaintFiled(
        customer_id=event.customer_id,
        complaint_id=event.complaint_id,
        severity=event.severity,
        summary=event.summary,
        filed_at=event.occurred_at,
        acknowledge_by=event.clocks.acknowledge_by,
        resolve_by=event.clocks.resolve_by,
        policy_version=event.policy_version,
    )


def _escalated(event: ComplaintEscalated) -> complaints.ComplaintEscalated:
    said = {name: getattr(event, name) for name in ("customer_id", "complaint_id", "clock", "percent", "to")}
    return complaints.ComplaintEscalated(
        **said, due_at=event.due_at, escalated_at=event.occurred_at, noticed_at=event.noticed_at
    )


def _reopened(event: ComplaintReopened) -> complaints.ComplaintReopened:
    return complaints.ComplaintReopened(
        customer_id=event.customer_id,
        complaint_id=event.complaint_id,
        reason=event.reason,
        times=event.times,
        acknowledge_by=event.clocks.acknowledge_by,
        resolve_by=event.clocks.resolve_by,
        policy_version=event.policy_version,
        reopened_by=event.reopened_by,
        reopened_at=event.occurred_at,
    )
