"""Default classes and letters (S4-02 … S4-04, S6-02)."""

from shared.policy.rule import OUR_DEFAULT, Text
from shared.policy.tier import Threshold, TierChapter

TIER = TierChapter(
    title=Text(zh="客户等级", en="Customer classes"),
    source="S4-02, S4-03, S4-04, S6-02",
    reason=Text(
        zh="未合作或购买的为潜在客户；购买后按评分分为普通与重点。A 为重点，B 为潜在，C 为普通。",
        en="Potential until the first cooperation or purchase; then ordinary or key by score. A is key, B is "
        "potential, C is ordinary.",
    ),
    key=Threshold(
        title=Text(zh="重点客户门槛", en="Threshold of a key customer"),
        source=OUR_DEFAULT,
        reason=Text(
            zh="约合近期消费一千元且不止一笔；进入与退出相差二十分，避免反复升降。",
            en="About a thousand yuan of recent spending in more than one purchase; twenty points between "
            "entering and leaving, so that the class does not waver.",
        ),
        enter=100.0,
        leave=80.0,
    ),
    letters={"key": "A", "potential": "B", "ordinary": "C"},
    names={
        "key": Text(zh="重点客户", en="key"),
        "ordinary": Text(zh="普通客户", en="ordinary"),
        "potential": Text(zh="潜在客户", en="potential"),
    },
)
