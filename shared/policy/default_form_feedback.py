"""Default report of representatives (S6-10)."""

from shared.policy.forms import Form, Item
from shared.policy.rule import Text

FEEDBACK = Form(
    title=Text(zh="业务代表反馈报告", en="Representative's feedback report"),
    source="S6-10",
    reason=Text(
        zh="定期反馈需求变化、产品满意度、竞争情况；每季度一次、重点客户必填为我们的默认值。",
        en="Changed needs, satisfaction with the product, competitors; the quarter and the class are ours.",
    ),
    audience="staff",
    every_months=3,
    owed_for=("key",),
    items={
        "needs_unchanged": Item(
            title=Text(zh="需求稳定程度，变化写入备注", en="Needs are as before; changes are in the note"),
            source="S6-10",
            reason=Text(zh="反馈内容之一。", en="One of the three parts."),
            scale=5,
            weight=34.0,
            warning_at=2,
            warning_sign=Text(zh="需求已变化", en="needs have changed"),
            improvement=Text(
                zh="安排需求访谈，更新需求档案。",
                en="Visit to learn the needs anew, and bring the file up to date.",
            ),
        ),
        "product_satisfaction": Item(
            title=Text(zh="客户对产品的满意度", en="Satisfaction with the product"),
            source="S6-10",
            reason=Text(zh="反馈内容之一。", en="One of the three parts."),
            scale=5,
            weight=33.0,
            warning_at=2,
            warning_sign=Text(zh="产品不满意", en="dissatisfied with the product"),
            improvement=Text(zh="立为意见并查明原因。", en="Open an opinion, and find the cause."),
        ),
        "competitors_quiet": Item(
            title=Text(zh="竞争对手动静，五分为没有动作", en="Competitors are quiet; five is no move"),
            source="S6-10",
            reason=Text(zh="反馈内容之一。", en="One of the three parts."),
            scale=5,
            weight=33.0,
            warning_at=2,
            warning_sign=Text(zh="竞争对手进攻", en="a competitor attacks"),
            improvement=Text(zh="由主管商定对策。", en="The supervisor agrees on an answer."),
        ),
    },
)
