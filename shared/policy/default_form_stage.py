"""Default form for assessing how a stage was done (S7-01)."""

from shared.policy.forms import Form, Item
from shared.policy.rule import Text

STAGE = Form(
    title=Text(zh="环节考核表", en="Assessment of a stage"),
    source="S7-01",
    reason=Text(
        zh="各环节按其管理标准与考核标准评价，用同一张表方可比较。",
        en="Each stage is judged by its own standards; one form lets them be compared.",
    ),
    audience="staff",
    every_days=None,
    items={
        "standard": Item(
            title=Text(zh="是否达到该环节的管理标准", en="Meets the management standard of the stage"),
            source="S7-01",
            reason=Text(
                zh="制度要求各环节有管理标准；权重为我们的默认值。",
                en="The policy asks for a standard of each stage; the weight is our default.",
            ),
            scale=5,
            weight=50.0,
            warning_at=2,
            warning_sign=Text(zh="未达到管理标准", en="falls short of the standard"),
            improvement=Text(
                zh="对照管理标准逐条补做。", en="Go through the standard point by point and make up for it."
            ),
        ),
        "records": Item(
            title=Text(zh="记录是否完整", en="Records are complete"),
            source="S7-01",
            reason=Text(
                zh="考核以记录为凭；权重为我们的默认值。",
                en="Judged by what is on record; the weight is our default.",
            ),
            scale=5,
            weight=30.0,
            warning_at=2,
            warning_sign=Text(zh="记录不完整", en="records are missing"),
            improvement=Text(
                zh="补齐凭证后再进入下一环节。", en="Complete the evidence before the next stage."
            ),
        ),
        "timeliness": Item(
            title=Text(zh="是否按期完成", en="Done in the expected time"),
            source="S7-01",
            reason=Text(
                zh="各环节有预期时长；权重为我们的默认值。",
                en="Each stage has an expected duration; the weight is our default.",
            ),
            scale=5,
            weight=20.0,
            warning_at=2,
            warning_sign=Text(zh="超出预期时长", en="took longer than expected"),
            improvement=Text(
                zh="查明停滞原因，由主管协助推进。", en="Find what held it up; the supervisor helps it on."
            ),
        ),
    },
)
