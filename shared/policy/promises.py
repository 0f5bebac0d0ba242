"""The chapter on promises and price: no over-promising, no price without approval (S9-08)."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from shared.policy.label import PERCENT, Label
from shared.policy.names import ROLE_WORDS, Role
from shared.policy.rule import Chapter, Finding, Rule, Slug, finding


class DiscountStep(Rule):
    """A discount over `over` needs this approval; the highest step that applies counts."""

    over: Annotated[float, Label("折扣超过", "needed for a discount over", PERCENT, 0, 100)]
    approver: Annotated[Role, Label("批准人", "approved by", words=ROLE_WORDS)]


class KeptRate(Rule):
    """A person or customer whose promises are kept less often than this is shown with a warning."""

    warn_under: Annotated[float, Label("承诺兑现率预警线", "a warning under", PERCENT, 1, 100)]


class PromiseChapter(Chapter):
    """The steps of approval for discounts, and the least rate of kept promises."""

    discounts: Mapping[Slug, DiscountStep]
    kept: KeptRate

    def approver_of(self, discount: float) -> Role | None:
        """Return who approves a discount of so many percent; None: who promises it decides alone."""
        approver, highest = None, -1.0
        for step in self.discounts.values():
            if discount > step.over > highest:
                approver, highest = step.approver, step.over
        return approver

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand: two approvals for the same discount."""
        seen: dict[float, str] = {}
        for name, step in self.discounts.items():
            if step.over in seen:
                zh = f"与 {seen[step.over]} 的折扣界限相同"
                en = f"the same discount as {seen[step.over]}, and another approval"
                yield finding(("discounts", name, "over"), "steps_overlap", zh, en)
            seen.setdefault(step.over, name)
