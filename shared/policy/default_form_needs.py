"""Default form for the analysis of a customer's needs (S7-05)."""

from shared.policy.forms import Form, Item
from shared.policy.rule import Text

_NAMED = Text(
    zh="制度列为需求分析的内容，未规定权重；各项相同。",
    en="Named as a part of the analysis, without a weight; all weigh the same.",
)

NEEDS = Form(
    title=Text(zh="需求分析表", en="Analysis of needs"),
    source="S7-05",
    reason=Text(
        zh="了解业务模式、痛点与竞争对手，判断可行性和潜在价值，方可提出方案。",
        en="A solution stands on business model, pain points and competitors, on feasibility and value.",
    ),
    audience="staff",
    every_days=None,
    items={
        "business_model": Item(
            title=Text(zh="是否清楚客户的业务模式", en="Business model is understood"),
            source="S7-05",
            reason=_NAMED,
            scale=5,
            weight=20.0,
        ),
        "pain_points": Item(
            title=Text(zh="是否清楚客户的痛点", en="Pain points are understood"),
            source="S7-05",
            reason=_NAMED,
            scale=5,
            weight=20.0,
        ),
        "competitors": Item(
            title=Text(zh="是否清楚竞争对手", en="Competitors are known"),
            source="S7-05",
            reason=_NAMED,
            scale=5,
            weight=20.0,
        ),
        "feasibility": Item(
            title=Text(zh="需求的可行性", en="Feasibility of what is needed"),
            source="S7-05",
            reason=_NAMED,
            scale=5,
            weight=20.0,
            warning_at=2,
            warning_sign=Text(zh="难以满足", en="hard to meet"),
            improvement=Text(
                zh="与技术部门核实后再提出方案。", en="Check with the engineers before a solution is offered."
            ),
        ),
        "value": Item(
            title=Text(zh="潜在价值", en="Potential value"),
            source="S7-05",
            reason=_NAMED,
            scale=5,
            weight=20.0,
            warning_at=2,
            warning_sign=Text(zh="价值不足", en="little value"),
            improvement=Text(
                zh="重新确认优先级，不宜占用更多精力。", en="Look at its priority again before more is spent."
            ),
        ),
    },
)
