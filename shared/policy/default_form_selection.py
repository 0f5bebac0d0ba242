"""Default form for choosing a dealer: six standards (S11-09)."""

from shared.policy.forms import Form, Item
from shared.policy.rule import Text

SELECTION = Form(
    title=Text(zh="经销商选择标准", en="Standards for selecting a dealer"),
    source="S11-09, S11-12",
    reason=Text(zh="门当户对，合适的才是最好的。", en="A good match is better than a big name."),
    audience="staff",
    every_days=None,
    items={
        "philosophy": Item(
            title=Text(zh="经营理念和思路", en="Business philosophy"),
            source="S11-09",
            reason=Text(
                zh="制度列为选择标准，未规定权重；六项相近。",
                en="Named as a standard of selection, without a weight; the six weigh alike.",
            ),
            scale=5,
            weight=20.0,
        ),
        "network": Item(
            title=Text(zh="网络实力", en="Strength of the network"),
            source="S11-09",
            reason=Text(
                zh="制度列为选择标准，未规定权重；六项相近。",
                en="Named as a standard of selection, without a weight; the six weigh alike.",
            ),
            scale=5,
            weight=16.0,
        ),
        "credit": Item(
            title=Text(zh="信誉度", en="Credit"),
            source="S11-09",
            reason=Text(
                zh="制度列为选择标准，未规定权重；六项相近。",
                en="Named as a standard of selection, without a weight; the six weigh alike.",
            ),
            scale=5,
            weight=16.0,
        ),
        "sales": Item(
            title=Text(zh="销售实力", en="Sales strength"),
            source="S11-09",
            reason=Text(
                zh="制度列为选择标准，未规定权重；六项相近。",
                en="Named as a standard of selection, without a weight; the six weigh alike.",
            ),
            scale=5,
            weight=16.0,
        ),
        "relations": Item(
            title=Text(zh="社会公关能力", en="Public-relations ability"),
            source="S11-09",
            reason=Text(
                zh="制度列为选择标准，未规定权重；六项相近。",
                en="Named as a standard of selection, without a weight; the six weigh alike.",
            ),
            scale=5,
            weight=16.0,
        ),
        "agencies": Item(
            title=Text(zh="代理其他相关产品的现状", en="State of other agencies held"),
            source="S11-09",
            reason=Text(
                zh="制度列为选择标准，未规定权重；六项相近。",
                en="Named as a standard of selection, without a weight; the six weigh alike.",
            ),
            scale=5,
            weight=16.0,
        ),
        "fit": Item(
            title=Text(zh="与我公司规模相比", en="Size compared with ours"),
            source="S11-12",
            reason=Text(
                zh="门当户对：过大过小都须提示；三分为相当，不计入总分。",
                en="A match: too big and too small are both shown; three is alike, and it is in no total.",
            ),
            scale=5,
            weight=0.0,
            warning_at=2,
            warning_sign=Text(zh="规模过小，难以承担任务", en="too small to carry the task"),
            warning_from=4,
            warning_from_sign=Text(zh="规模过大，客大欺厂", en="too big: a dealer above the maker"),
        ),
    },
)
