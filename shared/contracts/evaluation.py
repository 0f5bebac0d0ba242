"""What scoring says of the evaluation of the policy itself (S6-15)."""

from typing import ClassVar, Literal
from uuid import UUID

from shared.contracts.base import Contract, Short, UtcTime

EVALUATION_KEY = "evaluation-policy"
"""The key of the policy's evaluation, which no reader of books has to know."""


class EvaluationFact(Contract):
    """A fact about the evaluation of the policy book `policy_version` (S6-15)."""

    policy_version: Short

    @property
    def key(self) -> str:
        """The unit of order: the policy's evaluation."""
        return EVALUATION_KEY


class PolicyEvaluationReminded(EvaluationFact):
    """The evaluation of the policy comes near."""

    TYPE: ClassVar[str] = "tuoke.scoring.policy-evaluation-reminded"

    due_at: UtcTime
    noticed_at: UtcTime


class PolicyEvaluationDue(EvaluationFact):
    """The policy is due for evaluation, and nobody had evaluated it."""

    TYPE: ClassVar[str] = "tuoke.scoring.policy-evaluation-due"

    due_at: UtcTime
    noticed_at: UtcTime


class PolicyEvaluated(EvaluationFact):
    """The policy was evaluated: it is kept, or a draft is to change it."""

    TYPE: ClassVar[str] = "tuoke.scoring.policy-evaluated"

    outcome: Literal["kept", "change_drafted"]
    draft_id: UUID | None = None
    evaluated_by: Short
    evaluated_at: UtcTime
