"""Default limits of promises and price (S9-08: no over-promising, no excessive price)."""

from shared.policy.promises import DiscountStep, KeptRate, PromiseChapter
from shared.policy.rule import OUR_DEFAULT, Text

PROMISES = PromiseChapter(
    title=Text(zh="承诺与价格", en="Promises and price"),
    source="S9-08",
    reason=Text(
        zh="制度要求不过度承诺、不漫天要价，未规定界限。",
        en="The policy forbids over-promising and excess, and gives no limits.",
    ),
    discounts={
        "moderate": DiscountStep(
            title=Text(zh="一般折扣", en="moderate discounts"),
            source=OUR_DEFAULT,
            reason=Text(zh="一成以内由销售人员自行决定。", en="Up to a tenth a salesperson decides alone."),
            over=10.0,
            approver="supervisor",
        ),
        "deep": DiscountStep(
            title=Text(zh="大幅折扣", en="deep discounts"),
            source=OUR_DEFAULT,
            reason=Text(zh="两成以上影响利润，由公司领导批准。", en="Beyond a fifth the profit is at stake."),
            over=20.0,
            approver="manager",
        ),
    },
    kept=KeptRate(
        title=Text(zh="承诺兑现率", en="kept promises"),
        source=OUR_DEFAULT,
        reason=Text(zh="十诺九践，低于此即失信。", en="Nine of ten; below that trust is lost."),
        warn_under=90.0,
    ),
)
