"""Default segments: the policy asks for them with a strategy each, and names none (S8-02, S10-01)."""

from shared.policy.rule import OUR_DEFAULT, Text
from shared.policy.segments import Segment, SegmentChapter

SEGMENTS = SegmentChapter(
    title=Text(zh="细分市场", en="Segments"),
    source="S8-02, S10-01, S10-02",
    reason=Text(
        zh="制度要求细分客户并分别制定策略，未列明细分；以下按购买变化划分，为我们的默认值。",
        en="Segments with a strategy each are asked for, none is named; ours follow how buying changes.",
    ),
    segments={
        "dormant": Segment(
            title=Text(zh="沉睡客户", en="Dormant"),
            source=OUR_DEFAULT,
            reason=Text(zh="半年未再购买。", en="Bought once, but nothing for half a year."),
            place=10,
            when="purchases > 0 && days_since_purchase > 180",
            strategy=Text(
                zh="了解停止购买的原因，以优惠或新品唤醒；无望者列入存档复核。",
                en="Learn why they stopped; wake them by an offer or a new product, or review the file.",
            ),
        ),
        "at_risk": Segment(
            title=Text(zh="流失风险", en="At risk"),
            source="S5-09, S8-04",
            reason=Text(
                zh="有未结投诉，或购买少于此前；防止流失。",
                en="A complaint is open, or less is bought than before; prevent the loss.",
            ),
            place=20,
            when="(purchases > 0 && open_complaints > 0) || "
            "(purchases_180_days < purchases_180_days_before && days_since_purchase > 60)",
            strategy=Text(
                zh="一周内由负责人上门，先解决问题，再谈售后与回访安排。",
                en="The owner visits within a week, solves the problem first, then agrees on visits.",
            ),
        ),
        "loyal": Segment(
            title=Text(zh="忠诚客户", en="Loyal"),
            source="S4-02, S10-02",
            reason=Text(zh="持续购买，不少于此前。", en="Keeps buying, and no less than before."),
            place=30,
            when="purchases >= 4 && purchases_180_days >= 2 && purchases_180_days_before > 0"
            " && purchases_180_days >= purchases_180_days_before",
            strategy=Text(
                zh="重体验与黏性：专属服务、优先供货、定期回访，请其推荐新客户。",
                en="Experience and ties: a service of their own, first in supply, regular visits, referrals.",
            ),
        ),
        "growing": Segment(
            title=Text(zh="成长客户", en="Growing"),
            source=OUR_DEFAULT,
            reason=Text(zh="近半年购买多于此前。", en="Bought more in the last half year than before."),
            place=40,
            when="purchases >= 2 && purchases_180_days > purchases_180_days_before",
            strategy=Text(
                zh="按需求扩大品类，商谈年度合同。",
                en="Widen what they buy by their needs, and offer a yearly contract.",
            ),
        ),
        "new": Segment(
            title=Text(zh="新客户", en="New"),
            source="S10-02",
            reason=Text(zh="建档不足九十天。", en="Captured within ninety days."),
            place=50,
            when="days_since_capture <= 90",
            strategy=Text(
                zh="提高品牌曝光：介绍企业与品牌，了解需求，促成首单或第二单。",
                en="Brand exposure: show company and brand, learn the needs, win the first or second order.",
            ),
        ),
        "prospect": Segment(
            title=Text(zh="待开发", en="Prospect"),
            source="S4-04",
            reason=Text(zh="尚未购买或签约。", en="Has neither bought nor signed yet."),
            place=60,
            when="purchases == 0 && contracts == 0",
            strategy=Text(
                zh="按开发计划跟进，消除阻碍因素；久无进展者回收公海。",
                en="Follow the development plan and remove obstacles; what does not move goes to the pool.",
            ),
        ),
        "steady": Segment(
            title=Text(zh="平稳客户", en="Steady"),
            source="S4-03",
            reason=Text(zh="其余客户。", en="All others."),
            place=1_000,
            when="true",
            strategy=Text(
                zh="按拜访频率维护，留意需求变化。", en="Keep to the cadence of visits, and watch the needs."
            ),
        ),
    },
)
