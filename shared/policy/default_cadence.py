"""Default cadence (S3-10, S6-04: frequency by tier and need; the policy gives no numbers)."""

from shared.policy.cadence import Cadence, CadenceChapter, FirstContact
from shared.policy.rule import OUR_DEFAULT, Text
from shared.policy.working_time import WorkingDuration

_KEY = Cadence(
    title=Text(zh="重点客户", en="key customers"),
    source=OUR_DEFAULT,
    reason=Text(
        zh="利润贡献最大，两周不联络即可能失去先机；每月至少当面一次。",
        en="They contribute most; after two silent weeks somebody else is there. In person once a month.",
    ),
    contact_days=14,
    visit_days=30,
)
_ORDINARY = Cadence(
    title=Text(zh="普通客户", en="ordinary customers"),
    source=OUR_DEFAULT,
    reason=Text(zh="每月一次足以了解需求变化。", en="Once a month shows what has changed in their needs."),
    contact_days=30,
)
_POTENTIAL = Cadence(
    title=Text(zh="潜在客户", en="potential customers"),
    source=OUR_DEFAULT,
    reason=Text(
        zh="贡献有待开发，保持联系即可，不占用重点客户的时间。",
        en="Their contribution is to come: in touch, but not at the cost of key customers.",
    ),
    contact_days=45,
)
_INTENDING = Cadence(
    title=Text(zh="意向客户", en="intending customers"),
    source=OUR_DEFAULT,
    reason=Text(
        zh="需求明确而尚未签约，拖延最易流失。",
        en="The need is there and nothing is signed: delay loses them.",
    ),
    contact_days=7,
)

CADENCE = CadenceChapter(
    title=Text(zh="回访与拜访", en="Contacts and visits"),
    source="S3-10, S6-04",
    reason=Text(
        zh="制度要求按客户等级与需求确定拜访频率，未规定天数。",
        en="The policy asks for a frequency by class and need, and gives no days.",
    ),
    classes={"key": _KEY, "ordinary": _ORDINARY, "potential": _POTENTIAL},
    lifecycles={"intending": _INTENDING},
    first_contact=FirstContact(
        title=Text(zh="新线索", en="new leads"),
        source=OUR_DEFAULT,
        reason=Text(
            zh="兴趣消退很快，次日之前应有人联络。", en="Interest fades fast: somebody calls by the next day."
        ),
        within=WorkingDuration(days=1),
    ),
    warn_before=(4,),
    escalation="supervision",
)
