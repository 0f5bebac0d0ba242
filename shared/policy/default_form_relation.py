"""Default form for unhealthy relations with a dealer (S11-26)."""

from shared.policy.forms import Form, Item
from shared.policy.rule import Text

RELATION = Form(
    title=Text(zh="经销商关系检查表", en="Relation with a dealer"),
    source="S11-26",
    reason=Text(
        zh="每半年检查一次，及早发现不当关系。",
        en="Looked at twice a year, so that a wrong relation is found early.",
    ),
    audience="staff",
    every_days=180,
    items={
        "stock_pushing": Item(
            title=Text(zh="买卖关系：只向经销商压货", en="Trade only: stock is pushed on the dealer"),
            source="S11-26",
            reason=Text(
                zh="制度列为不当的厂商关系；五分为完全没有，各项相同。",
                en="Named as a wrong relation; five is none of it, and all weigh the same.",
            ),
            scale=5,
            weight=25.0,
            warning_at=2,
            warning_sign=Text(zh="压货", en="stock pushing"),
            improvement=Text(
                zh="按终端动销安排进货，停止压货。", en="Let orders follow what the outlets sell."
            ),
        ),
        "subservience": Item(
            title=Text(
                zh="上帝关系：一味围着经销商转", en="Subservience: everything turns around the dealer"
            ),
            source="S11-26",
            reason=Text(
                zh="制度列为不当的厂商关系；五分为完全没有，各项相同。",
                en="Named as a wrong relation; five is none of it, and all weigh the same.",
            ),
            scale=5,
            weight=25.0,
            warning_at=2,
            warning_sign=Text(zh="企业利益难以保证", en="the company's interest is given up"),
            improvement=Text(
                zh="明确业务员职责：培养、支持、协调、约束、管理、引导。",
                en="Set out the task: develop, support, coordinate, restrain, manage, lead.",
            ),
        ),
        "buddies": Item(
            title=Text(zh="鱼水关系：不分你我", en="Buddies: no line between us and them"),
            source="S11-26",
            reason=Text(
                zh="制度列为不当的厂商关系；五分为完全没有，各项相同。",
                en="Named as a wrong relation; five is none of it, and all weigh the same.",
            ),
            scale=5,
            weight=25.0,
            warning_at=2,
            warning_sign=Text(zh="失去原则", en="principles are lost"),
            improvement=Text(
                zh="由主管共同拜访，重要事项书面确认。",
                en="The supervisor comes along; what matters is agreed in writing.",
            ),
        ),
        "collusion": Item(
            title=Text(zh="利益关系：合伙损害企业", en="Collusion against the company"),
            source="S11-26",
            reason=Text(
                zh="制度列为不当的厂商关系；五分为完全没有，各项相同。",
                en="Named as a wrong relation; five is none of it, and all weigh the same.",
            ),
            scale=5,
            weight=25.0,
            warning_at=3,
            warning_sign=Text(zh="与经销商结成利益同盟", en="allied with the dealer against the company"),
            improvement=Text(
                zh="更换负责人并核查费用与价格。", en="Hand over to another owner; audit expenses and prices."
            ),
        ),
    },
)
