"""What the world hears of a plan's facts: all of them, in the words of the contracts."""

from dataclasses import asdict
from typing import Any, assert_never

from services.leads.plan.events import (
    PlanApproved,
    PlanEnded,
    PlanEvent,
    PlanGoalMeasured,
    PlanNodeOverdue,
    PlanNodeReached,
    PlanNodeWarned,
    PlanReturned,
    PlanReviewDue,
    PlanReviewed,
    PlanSubmitted,
)
from shared.contracts import plans

Saying = tuple[type[plans.PlanFact], dict[str, Any]]


def publish(event: PlanEvent) -> plans.PlanFact:
    """Return the contract that tells this fact."""
    named = event.named
    contract, told = _told(event)
    return contract.model_validate(
        {
            "plan_id": named.plan_id,
            "kind": named.kind,
            "kind_title": {"zh": named.title_zh, "en": named.title_en},
            "title": named.title,
            "owner": named.owner,
            "customer_id": named.customer_id,
            "target_group": named.target_group,
            "version": event.version,
            "policy_version": event.policy_version,
            **told,
        }
    )


def _told(event: PlanEvent) -> Saying:
    """Return the contract, and what it says beside what every fact says."""
    match event:
        case PlanSubmitted() | PlanApproved() | PlanReturned():
            return _of_version(event)
        case PlanNodeWarned() | PlanNodeOverdue() | PlanNodeReached():
            return _of_node(event)
        case PlanGoalMeasured():
            return _of_goal(event)
        case PlanReviewDue() | PlanReviewed():
            return _of_review(event)
        case PlanEnded():
            said = {"outcome": event.outcome, "reason": event.reason}
            return plans.PlanEnded, said | {"ended_by": event.ended_by, "ended_at": event.occurred_at}
        case _:
            assert_never(event)


def _of_version(event: PlanSubmitted | PlanApproved | PlanReturned) -> Saying:
    match event:
        case PlanSubmitted():
            said = asdict(event.content) | {"reason": event.reason}
            by = {"submitted_by": event.submitted_by, "submitted_at": event.occurred_at}
            return plans.PlanSubmitted, said | by
        case PlanApproved():
            owed = {name: asdict(event.content)[name] for name in ("goals", "nodes")}
            by = {"approved_by": event.approved_by, "approved_at": event.occurred_at}
            return plans.PlanApproved, owed | by | {"review_at": event.review_at}
        case PlanReturned():
            by = {"returned_by": event.returned_by, "returned_at": event.occurred_at}
            return plans.PlanReturned, by | {"reason": event.reason}


def _of_node(event: PlanNodeWarned | PlanNodeOverdue | PlanNodeReached) -> Saying:
    node = event.node
    said = {
        "node": node.node,
        "item": node.item,
        "node_owner": node.owner,
        "due_at": node.due_at,
        "goal": node.goal,
    }
    match event:
        case PlanNodeWarned():
            at = {"warned_at": event.occurred_at, "noticed_at": event.noticed_at}
            return plans.PlanNodeWarned, said | at
        case PlanNodeOverdue():
            at = {"overdue_at": event.occurred_at, "noticed_at": event.noticed_at}
            return plans.PlanNodeOverdue, said | at
        case PlanNodeReached():
            shown = {"evidence": event.evidence, "ref": event.ref, "late": event.late}
            by = {"reached_by": event.reached_by, "reached_at": event.occurred_at}
            return plans.PlanNodeReached, said | shown | by


def _of_goal(event: PlanGoalMeasured) -> Saying:
    goal = event.goal
    return plans.PlanGoalMeasured, {
        "goal": goal.goal,
        "measure": goal.measure,
        "ideal": goal.ideal,
        "value": event.value,
        "gap": max(goal.ideal - event.value, 0),
        "evidence": event.evidence,
        "measured_by": event.measured_by,
        "measured_at": event.occurred_at,
    }


def _of_review(event: PlanReviewDue | PlanReviewed) -> Saying:
    if isinstance(event, PlanReviewDue):
        at = {"review_at": event.occurred_at, "noticed_at": event.noticed_at}
        return plans.PlanReviewDue, at
    said = {"information": event.information, "analysis": event.analysis, "revise": event.revise}
    by = {"reviewed_by": event.reviewed_by, "reviewed_at": event.occurred_at}
    return plans.PlanReviewed, said | by | {"review_at": event.review_at}
