"""Default split of effort: the one set of numbers that the policy documents give (S9-06)."""

from shared.policy.effort import COUNTED, EffortChapter, EffortShare
from shared.policy.rule import Text

EFFORT = EffortChapter(
    title=Text(zh="销售时间分配", en="Split of effort"),
    source="S9-06",
    reason=Text(zh="专业销售新模式。", en="The new model of professional selling."),
    shares={
        "trust": EffortShare(
            title=Text(zh="建立信任", en="build trust"),
            source="S9-06",
            reason=Text(
                zh="信任是大客户成功的关键。", en="Trust is the key to success inside a large customer."
            ),
            percent=40.0,
        ),
        "needs": EffortShare(
            title=Text(zh="发现需求", en="discover needs"),
            source="S9-06",
            reason=Text(zh="了解需求方能针对性推荐。", en="Who knows the needs can recommend what fits."),
            percent=30.0,
        ),
        "product": EffortShare(
            title=Text(zh="产品说明", en="explain the product"),
            source="S9-06",
            reason=Text(zh="在信任与需求之后。", en="After trust and needs."),
            percent=20.0,
        ),
        "closing": EffortShare(
            title=Text(zh="促成交易", en="close the sale"),
            source="S9-06",
            reason=Text(zh="水到渠成。", en="It follows from the rest."),
            percent=10.0,
        ),
    },
    purposes=COUNTED,
)
