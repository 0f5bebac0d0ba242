"""Default sections that visits read and are prepared from (S11-17, S11-22)."""

from shared.policy.default_contact_materials import MATERIALS
from shared.policy.rule import Text
from shared.policy.section_fields import choice, day, document, name, number, table, text
from shared.policy.sections import OwnSection

VISITING_HOURS = OwnSection(
    title=Text(zh="拜访时间", en="Visiting hours"),
    source="S11-17",
    reason=Text(
        zh="在客户生意繁忙的时间拜访是最大的失误；半年未更新应重新确认。",
        en="A visit at the customer's busy hours is the worst mistake; confirmed again each half year.",
    ),
    document=document(
        busy=table(
            *("繁忙时间", "Busy hours"),
            ("days", "from_hour", "to_hour"),
            days=choice(*("日期", "Days"), {"any": "每天", "working": "工作日", "free": "双休日与节假日"}),
            from_hour=number("从（时）", "From, o'clock", 0, 23),
            to_hour=number("至（时）", "To, o'clock", 1, 24),
        ),
        note=text("备注", "Note"),
    ),
    stale_after_days=180,
    weight=0,
)
PROOFS = OwnSection(
    title=Text(zh="证明与案例", en="Proofs and cases"),
    source="S11-22",
    reason=Text(
        zh="收集客户的意见、照片和成功案例，作为说服其他客户的证明；一年未更新应复核。",
        en="What a customer says, shows and earns convinces the next one; looked at again each year.",
    ),
    document=document(
        proofs=table(
            *("证明材料", "Proofs"),
            ("kind", "title"),
            kind=choice(
                *("种类", "Kind"),
                {slug: one.title.zh for slug, one in MATERIALS.items() if one.proof and slug != "case"},
            ),
            title=name("标题", "Title"),
            said_by=name("出自", "Said by"),
            dated=day("日期", "Date"),
            kept_at=text("存放处", "Where it is kept"),
        ),
        cases=table(
            *("成功案例", "Cases"),
            ("title",),
            title=name("标题", "Title"),
            market=name("市场", "Market"),
            monthly_volume=number("月销量", "Monthly volume", 0, 10**9),
            unit=name("单位", "Unit"),
            monthly_profit=number("月利润（元）", "Monthly profit in yuan", -(10**9), 10**9),
        ),
    ),
    stale_after_days=365,
    weight=0,
)
