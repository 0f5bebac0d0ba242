"""The marketing strategy 营销策略 for a target group (S2-11), and what is proposed to a customer (S2-08)."""

from shared.policy.default_plan_parts import part
from shared.policy.plans import PlanKind
from shared.policy.rule import Text

MARKETING = PlanKind(
    title=Text(zh="营销策略", en="marketing strategy"),
    source="S2-11",
    reason=Text(
        zh="根据目标客户群体和市场趋势制定；复核间隔未规定，按季度。",
        en="By target group and trend of the market; the policy gives no interval, so a quarter.",
    ),
    about="target_group",
    parts={
        "basis": part(
            "S2-11",
            *("制定依据", "what it is based on"),
            trend=("市场趋势", "trend of the market"),
        ),
        "strategy": part(
            "S2-11",
            *("营销策略", "marketing strategy"),
            positioning=("产品定位", "product positioning"),
            price=("价格策略", "price strategy"),
            channel=("渠道策略", "channel strategy"),
        ),
    },
    approver="manager",
    warn_before=(72, 24),
    review_days=90,
)

PROPOSAL = PlanKind(
    title=Text(zh="个性化产品和服务方案", en="customised proposal"),
    source="S2-08",
    reason=Text(
        zh="市场调研和客户访谈之后提供；复核间隔未规定，不复核。",
        en="Made after research and interviews; the policy gives no interval, so it is not reviewed.",
    ),
    about="customer",
    parts={
        "basis": part(
            "S2-08",
            *("深入了解", "what it is based on"),
            research=("市场调研所得", "findings of research"),
            interviews=("客户访谈所得", "findings of interviews"),
        ),
        "proposal": part(
            "S2-08",
            *("方案", "proposal"),
            product=("定制的产品", "customised product"),
            service=("定制的服务", "customised service"),
            special_need=("所满足的特殊需求", "the special need that it meets"),
        ),
    },
    approver="supervisor",
    warn_before=(72, 24),
)
