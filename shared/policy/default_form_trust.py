"""Default form of trust inside a large customer (S9-07, S9-11)."""

from shared.policy.forms import Form, Item
from shared.policy.rule import Text

TRUST = Form(
    title=Text(zh="大客户信任度评估表", en="Trust inside a large customer"),
    source="S9-07, S9-11",
    reason=Text(
        zh="信任是大客户成功的关键；对每位关键人分别填写，间隔为我们的默认值。",
        en="Trust is the key inside a large customer, of each person who decides; the interval is ours.",
    ),
    audience="staff",
    every_days=90,
    items={
        "open_to_us": Item(
            title=Text(zh="愿意坦率交流", en="Speaks openly with us"),
            source="S9-07",
            reason=Text(zh="信任首先表现为坦率。", en="Trust shows first in openness."),
            scale=5,
            weight=25.0,
            warning_at=2,
            warning_sign=Text(zh="关系疏远", en="distant"),
            improvement=Text(zh="增加当面沟通，了解顾虑。", en="Meet more often, and learn of the worries."),
        ),
        "keeps_word": Item(
            title=Text(zh="相信我们的承诺", en="Believes our promises"),
            source="S9-07, S9-08",
            reason=Text(
                zh="不轻易承诺，承诺必兑现。", en="Nothing is promised lightly, and every promise is kept."
            ),
            scale=5,
            weight=25.0,
            warning_at=2,
            warning_sign=Text(zh="不信承诺", en="promises are doubted"),
            improvement=Text(
                zh="核对承诺台账，补办未兑现的承诺。",
                en="Look at the promises, and make good those not kept.",
            ),
        ),
        "shares_plans": Item(
            title=Text(zh="主动透露计划与内部情况", en="Shares plans and what goes on inside"),
            source="S9-11",
            reason=Text(
                zh="隐藏的利益只对信任的人说。", en="Hidden interests are told to those who are trusted."
            ),
            scale=5,
            weight=25.0,
        ),
        "stands_up": Item(
            title=Text(zh="在内部为我们说话", en="Speaks for us inside"),
            source="S9-07",
            reason=Text(zh="内部支持者决定成败。", en="A supporter inside decides."),
            scale=5,
            weight=25.0,
            warning_at=2,
            warning_sign=Text(zh="内部无支持者", en="nobody speaks for us"),
            improvement=Text(zh="找到并争取内部支持者。", en="Find somebody inside, and win them."),
        ),
    },
)
