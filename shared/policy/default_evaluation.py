"""Default evaluation of the policy itself (S6-14, S6-15)."""

from shared.policy.evaluation import EvaluationChapter
from shared.policy.rule import Text

EVALUATION = EvaluationChapter(
    title=Text(zh="制度的评估与变更", en="Evaluation and change of the policy"),
    source="S6-14, S6-15",
    reason=Text(
        zh="制度要求定期评估、变更须经领导审批并重新公布，未规定间隔；每年一次。",
        en="The policy asks for regular evaluation, approval by the leadership and publication, and gives no "
        "interval; ours is once a year.",
    ),
    every_days=365,
    remind_before=30,
    approver="manager",
)
