"""The chapter on the policy itself: who approves a change, and when it is looked at again (S6-14, S6-15)."""

from collections.abc import Iterator
from typing import Annotated

from shared.policy.label import DAYS, Label
from shared.policy.names import ROLE_WORDS, Role
from shared.policy.rule import Chapter, Finding, finding

EVERY_DAYS_MAX = 1_100


class EvaluationChapter(Chapter):
    """The policy is evaluated every `every_days`; a reminder goes out `remind_before` that."""

    every_days: Annotated[int, Label("评估间隔", "evaluated every", DAYS, 1, EVERY_DAYS_MAX)]
    remind_before: Annotated[int, Label("提前提醒", "reminded before", DAYS, 1, EVERY_DAYS_MAX)]
    approver: Annotated[Role, Label("变更批准人", "changes approved by", words=ROLE_WORDS)]

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand."""
        if self.remind_before >= self.every_days:
            zh, en = "提醒早于上一次评估", "reminded before the evaluation that came before"
            yield finding(("remind_before",), "warning_before_start", zh, en)
