"""What the world hears of the policy's evaluation: that it comes near, that it is due, what came of it."""

from services.scoring.evaluation.events import (
    EvaluationEvent,
    EvaluationFellDue,
    EvaluationReminded,
    PolicyEvaluated,
)
from shared.contracts import evaluation


def publish(
    event: EvaluationEvent,
) -> evaluation.PolicyEvaluationReminded | evaluation.PolicyEvaluationDue | evaluation.PolicyEvaluated | None:
    """Return the contract that tells this fact, or None: when the clock starts is read, not told."""
    match event:
        case EvaluationReminded():
            return evaluation.PolicyEvaluationReminded(
                policy_version=event.policy_version, due_at=event.due_at, noticed_at=event.noticed_at
            )
        case EvaluationFellDue():
            return evaluation.PolicyEvaluationDue(
                policy_version=event.policy_version, due_at=event.occurred_at, noticed_at=event.noticed_at
            )
        case PolicyEvaluated():
            return evaluation.PolicyEvaluated(
                policy_version=event.policy_version,
                outcome=event.outcome,
                draft_id=event.draft_id,
                evaluated_by=event.evaluated_by,
                evaluated_at=event.occurred_at,
            )
        case _:
            return None
