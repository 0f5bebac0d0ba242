"""Plans about one customer: the objectives of a group 集团 (S1-01), the approach made for them (S1-03)."""

from shared.policy.default_plan_parts import part
from shared.policy.plans import PlanKind
from shared.policy.rule import Text

GROUP_OBJECTIVES = PlanKind(
    title=Text(zh="集团客户开发目标", en="objectives of a group customer"),
    source="S1-01",
    reason=Text(
        zh="制度要求明确市场份额、销售目标、增加的收入；复核间隔未规定，按季度。",
        en="The policy asks for market share, sales target and added revenue; it gives no interval, so a "
        "quarter.",
    ),
    about="customer",
    parts={
        "direction": part(
            "S1-01",
            *("方向", "direction"),
            strategy=("为达成目标采取的策略", "strategy to reach the objectives"),
        ),
    },
    measures=("market_share", "sales", "added_revenue"),
    goals=3,
    time_nodes=0,
    approver="manager",
    warn_before=(72, 24),
    review_days=90,
)

CUSTOMER_APPROACH = PlanKind(
    title=Text(zh="个性化推销策略", en="tailored approach"),
    source="S1-03",
    reason=Text(
        zh="针对不同客户制定；复核间隔未规定，按半年。",
        en="Made for the customer; the policy gives no interval, so half a year.",
    ),
    about="customer",
    parts={
        "tailored": part(
            "S1-03",
            *("个性化方案", "tailored approach"),
            product=("定制的产品或服务", "custom product or service"),
            training=("定期培训", "periodic training"),
            support=("提供的支持", "support offered"),
        ),
    },
    time_nodes=1,
    approver="supervisor",
    warn_before=(72, 24),
    review_days=180,
)
