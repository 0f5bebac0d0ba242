"""Default kinds of plans: the parts that the policy documents name; intervals are ours."""

from collections.abc import Mapping

from shared.policy.default_plan_dealer import DEALER_MANAGEMENT
from shared.policy.default_plan_development import DEVELOPMENT, WORK
from shared.policy.default_plan_group import CUSTOMER_APPROACH, GROUP_OBJECTIVES
from shared.policy.default_plan_market import MARKETING, PROPOSAL
from shared.policy.plans import PlanChapter, PlanKind
from shared.policy.rule import Text

_KINDS: Mapping[str, PlanKind] = {
    "development": DEVELOPMENT,
    "work": WORK,
    "group_objectives": GROUP_OBJECTIVES,
    "customer_approach": CUSTOMER_APPROACH,
    "marketing": MARKETING,
    "proposal": PROPOSAL,
    "dealer_management": DEALER_MANAGEMENT,
}

PLANS = PlanChapter(
    title=Text(zh="计划与目标", en="Plans and goals"),
    source="S3-02, S3-03, S9-09, S9-10",
    reason=Text(
        zh="计划须写明目标、策略、方法和负责人，缺一部分即不予批准；达到目标须管理过程。",
        en="A plan has goal, strategy, method and owner, and is not approved without a part; reaching a "
        "goal is a process to be managed.",
    ),
    kinds=_KINDS,
)
