"""The management of a dealer 经销商: the six verbs, and carrot and stick (S11-27)."""

from shared.policy.default_plan_parts import part
from shared.policy.plans import PlanKind
from shared.policy.rule import Text

DEALER_MANAGEMENT = PlanKind(
    title=Text(zh="经销商管理计划", en="plan to manage a dealer"),
    source="S11-27",
    reason=Text(
        zh="培养、支持、协调、约束、管理、引导，恩威并施；培训以时间节点登记；复核间隔未规定，按季度。",
        en="Develop, support, coordinate, restrain, manage and guide, by carrot and stick; trainings are "
        "time nodes; the policy gives no interval, so a quarter.",
    ),
    about="customer",
    parts={
        "verbs": part(
            "S11-27",
            *("厂商关系", "relation with the dealer"),
            develop=("培养", "develop"),
            support=("支持", "support"),
            coordinate=("协调", "coordinate"),
            restrain=("约束", "restrain"),
            manage=("管理", "manage"),
            guide=("引导", "guide"),
        ),
        "means": part(
            "S11-27",
            *("恩威并施", "carrot and stick"),
            training=("培训安排", "trainings"),
            discipline=("“游戏规则”与违规处理", "rules and what breaking them brings"),
            incentives=("奖励政策", "incentives"),
        ),
    },
    measures=("sales",),
    goals=1,
    time_nodes=1,
    approver="supervisor",
    warn_before=(72, 24),
    review_days=90,
)
