"""Default form for judging a dealer: nine aspects with their warning signs (S11-11)."""

from shared.policy.forms import Form, Item
from shared.policy.rule import Text

ASPECTS = Form(
    title=Text(zh="经销商九大方面", en="Nine aspects of a dealer"),
    source="S11-11",
    reason=Text(zh="每年评价一次，留意预警信号。", en="Judged once a year; warning signs are shown."),
    audience="staff",
    every_days=365,
    items={
        "passion": Item(
            title=Text(zh="是否有激情", en="Passion"),
            source="S11-11",
            reason=Text(
                zh="制度列为判断方面，未规定权重；各方面相同。",
                en="Named as an aspect, without a weight; all weigh the same.",
            ),
            scale=5,
            weight=12.5,
        ),
        "profit": Item(
            title=Text(zh="对利润的态度", en="Attitude to profit"),
            source="S11-11",
            reason=Text(
                zh="制度列为判断方面，未规定权重；各方面相同。",
                en="Named as an aspect, without a weight; all weigh the same.",
            ),
            scale=5,
            weight=12.5,
        ),
        "rules": Item(
            title=Text(zh="是否遵守游戏规则", en="Keeps the rules"),
            source="S11-11",
            reason=Text(
                zh="制度列为判断方面，未规定权重；各方面相同。",
                en="Named as an aspect, without a weight; all weigh the same.",
            ),
            scale=5,
            weight=12.5,
        ),
        "management": Item(
            title=Text(zh="管理水准", en="Management"),
            source="S11-11",
            reason=Text(
                zh="制度列为判断方面，未规定权重；各方面相同。",
                en="Named as an aspect, without a weight; all weigh the same.",
            ),
            scale=5,
            weight=12.5,
            warning_at=2,
            warning_sign=Text(
                zh="门店陈列、仓库混乱，工人态度冷淡", en="Messy display or warehouse, cold staff"
            ),
        ),
        "decisiveness": Item(
            title=Text(zh="决断能力", en="Decisiveness"),
            source="S11-11",
            reason=Text(
                zh="制度列为判断方面，未规定权重；各方面相同。",
                en="Named as an aspect, without a weight; all weigh the same.",
            ),
            scale=5,
            weight=12.5,
            warning_at=2,
            warning_sign=Text(zh="谈判时配偶插嘴且意见不同", en="The spouse interrupts and disagrees"),
        ),
        "learning": Item(
            title=Text(zh="学习意识", en="Will to learn"),
            source="S11-11",
            reason=Text(
                zh="制度列为判断方面，未规定权重；各方面相同。",
                en="Named as an aspect, without a weight; all weigh the same.",
            ),
            scale=5,
            weight=12.5,
            warning_at=2,
            warning_sign=Text(zh="经验主义", en="Trusts nothing but old experience"),
        ),
        "sales_led": Item(
            title=Text(zh="以销售为导向", en="Led by sales"),
            source="S11-11",
            reason=Text(
                zh="制度列为判断方面，未规定权重；各方面相同。",
                en="Named as an aspect, without a weight; all weigh the same.",
            ),
            scale=5,
            weight=12.5,
            warning_at=2,
            warning_sign=Text(zh="纯粹交易", en="Transactions only"),
        ),
        "service": Item(
            title=Text(zh="服务意识", en="Sense of service"),
            source="S11-11",
            reason=Text(
                zh="制度列为判断方面，未规定权重；各方面相同。",
                en="Named as an aspect, without a weight; all weigh the same.",
            ),
            scale=5,
            weight=12.5,
            warning_at=2,
            warning_sign=Text(
                zh="对下游客户态度傲慢，毫无耐性", en="Arrogant and impatient with own customers"
            ),
        ),
        "age": Item(
            title=Text(zh="年龄界限", en="Age"),
            source="S11-11",
            reason=Text(
                zh="制度提示留意四十五岁以上者；属个人信息，仅供人参考，不计入总分，也不得计分。",
                en="The policy asks to take note above 45; it is personal, shown to people, in no total "
                "and no score.",
            ),
            scale=2,
            weight=0.0,
            warning_at=1,
            warning_sign=Text(zh="年龄在四十五岁以上", en="Older than 45"),
        ),
    },
)
