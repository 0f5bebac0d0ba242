"""Default form of the goals of a partnership (S11-28)."""

from shared.policy.forms import Form, Item
from shared.policy.rule import Text

PARTNERSHIP = Form(
    title=Text(zh="合作伙伴目标评估表", en="Goals of a partnership"),
    source="S11-28",
    reason=Text(
        zh="共同利益目标、忠诚度、营销能力分别衡量；间隔为我们的默认值。",
        en="Shared interest, loyalty and marketing ability are measured apart; the interval is ours.",
    ),
    audience="staff",
    every_days=180,
    items={
        "shared_interest": Item(
            title=Text(zh="共同利益目标达成程度", en="Targets of shared interest are reached"),
            source="S11-28",
            reason=Text(zh="三项目标之一。", en="One of the three goals."),
            scale=5,
            weight=34.0,
            warning_at=2,
            warning_sign=Text(zh="利益不一致", en="interests part"),
            improvement=Text(zh="重新商定共同目标与分配。", en="Agree anew on targets and shares."),
        ),
        "loyalty": Item(
            title=Text(zh="对本公司的忠诚度", en="Loyalty to us"),
            source="S11-28",
            reason=Text(zh="三项目标之一。", en="One of the three goals."),
            scale=5,
            weight=33.0,
            warning_at=2,
            warning_sign=Text(zh="忠诚度低", en="loyalty is low"),
            improvement=Text(
                zh="了解竞品投入，补足支持。", en="Learn what rivals offer, and support in turn."
            ),
        ),
        "marketing_ability": Item(
            title=Text(zh="营销能力", en="Marketing ability"),
            source="S11-28",
            reason=Text(zh="三项目标之一。", en="One of the three goals."),
            scale=5,
            weight=33.0,
            warning_at=2,
            warning_sign=Text(zh="营销能力不足", en="marketing falls short"),
            improvement=Text(zh="安排培训与助销。", en="Train and help to sell."),
        ),
    },
)
