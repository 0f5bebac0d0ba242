"""The development plan 客户开发计划 with its five parts (S3-02, S3-03), and the plan of work (S6-07)."""

from shared.policy.default_plan_parts import part
from shared.policy.plans import PlanKind
from shared.policy.rule import Text

DEVELOPMENT = PlanKind(
    title=Text(zh="客户开发计划", en="development plan"),
    source="S3-02, S3-03, S3-05",
    reason=Text(
        zh="制度列明五项内容；复核间隔未规定，按季度。",
        en="The policy names the five parts; it gives no interval, so a quarter.",
    ),
    about="company",
    parts={
        "market_analysis": part(
            "S3-03",
            *("市场分析", "market analysis"),
            trend=("行业趋势", "trend of the industry"),
            competitors=("竞争对手", "competitors"),
            target_group=("目标客户群体", "target group"),
        ),
        "positioning": part(
            "S3-03",
            *("客户定位", "positioning"),
            industry=("行业", "industry"),
            size=("规模", "size"),
            need=("需求", "need"),
        ),
        "strategy": part(
            "S3-02, S3-03",
            *("开发策略", "strategy"),
            strategy=("策略（如直销、合作伙伴）", "strategy, such as direct sales or partners"),
            method=("方法", "method"),
        ),
        "resources": part(
            "S3-03",
            *("资源配置", "resources"),
            people=("人力", "people"),
            material=("物力", "material"),
            money=("财力", "money"),
        ),
    },
    goals=1,
    time_nodes=1,
    approver="supervisor",
    warn_before=(72, 24),
    review_days=90,
)

WORK = PlanKind(
    title=Text(zh="计划和执行", en="plan of work"),
    source="S6-07",
    reason=Text(
        zh="根据销售目标和客户需求制定；复核间隔未规定，按月。",
        en="From sales target and needs; the policy gives no interval, so a month.",
    ),
    about="company",
    parts={
        "basis": part(
            "S6-07",
            *("制定依据", "what it is based on"),
            sales_target=("销售目标", "sales target"),
            needs=("客户需求", "needs of customers"),
        ),
        "content": part(
            "S6-07",
            *("计划内容", "content"),
            visit_schedule=("客户拜访日程", "schedule of visits"),
            promotion=("产品推广方案", "promotion of products"),
            sales_strategy=("销售策略", "sales strategy"),
        ),
    },
    measures=("sales",),
    goals=1,
    time_nodes=1,
    approver="supervisor",
    warn_before=(24,),
    review_days=30,
)
