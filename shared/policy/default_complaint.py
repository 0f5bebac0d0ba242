"""Default complaint clocks (S4-07: recorded and handled promptly; the policy gives no times)."""

from shared.policy.complaint import ComplaintChapter, ComplaintClocks, ComplaintEscalation, Reopening
from shared.policy.rule import OUR_DEFAULT, Text
from shared.policy.working_time import WorkingDuration

_ORDINARY = ComplaintClocks(
    title=Text(zh="一般投诉", en="ordinary complaints"),
    source=OUR_DEFAULT,
    reason=Text(
        zh="一个工作日内答复客户，五个工作日足以查明并补救。",
        en="An answer within a working day; five working days suffice to find the cause and mend it.",
    ),
    acknowledge=WorkingDuration(days=1),
    resolve=WorkingDuration(days=5),
)
_SERIOUS = ComplaintClocks(
    title=Text(zh="严重投诉", en="serious complaints"),
    source=OUR_DEFAULT,
    reason=Text(
        zh="影响客户经营，当天答复，三个工作日内解决。",
        en="The customer's business suffers: an answer the same day, an end within three working days.",
    ),
    acknowledge=WorkingDuration(hours=4),
    resolve=WorkingDuration(days=3),
)
_SAFETY_OR_LEGAL = ComplaintClocks(
    title=Text(zh="安全或法律投诉", en="complaints about safety or law"),
    source=OUR_DEFAULT,
    reason=Text(
        zh="涉及人身安全或法律责任，不分昼夜与节假日计时。",
        en="People's safety or liability is at stake: the clock runs day and night, holidays included.",
    ),
    acknowledge=WorkingDuration(hours=2),
    resolve=WorkingDuration(hours=24),
)

COMPLAINT = ComplaintChapter(
    title=Text(zh="投诉处理时限", en="Complaint clocks"),
    source="S4-07",
    reason=Text(
        zh="制度要求及时记录和处理投诉，未规定时限；时限按严重程度分级。",
        en="The policy asks for prompt handling and gives no times; ours are graded by severity.",
    ),
    clocks={"ordinary": _ORDINARY, "serious": _SERIOUS, "safety_or_legal": _SAFETY_OR_LEGAL},
    escalation=ComplaintEscalation(
        title=Text(zh="投诉上报", en="Escalation of a complaint"),
        source=OUR_DEFAULT,
        reason=Text(
            zh="时限过半提醒，过八成上报，届满再报。",
            en="A reminder at half the time, told higher at four fifths, and once more at its end.",
        ),
        percent=(50.0, 80.0, 100.0),
        told=("after_sales", "supervisor", "manager"),
    ),
    reopening=Reopening(
        title=Text(zh="重新提出投诉", en="Reopening a complaint"),
        source=OUR_DEFAULT,
        reason=Text(
            zh="一个月内问题复发，视为未解决。", en="A problem that returns within a month was not solved."
        ),
        days=30,
    ),
)
