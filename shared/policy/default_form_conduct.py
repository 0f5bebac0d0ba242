"""Default inspection checklist: the conduct standard (S6-06), looked at by a supervisor (S6-09)."""

from shared.policy.forms import Form, Item
from shared.policy.rule import Text

CONDUCT = Form(
    title=Text(zh="行为规范检查表", en="Conduct checklist"),
    source="S6-06, S6-09",
    reason=Text(
        zh="主管抽查接触时逐项评价；不定期，依抽查而定。",
        en="Filled in for each contact of the sample; the inspection sets the time.",
    ),
    audience="staff",
    filled_by="supervisor",
    every_days=None,
    items={
        "respect": Item(
            title=Text(zh="尊重客户", en="Respect"),
            source="S6-06",
            reason=Text(
                zh="拜访与维护原则；五项相同。",
                en="A principle of visiting and keeping customers; the five weigh the same.",
            ),
            scale=5,
            weight=20.0,
            warning_at=2,
            warning_sign=Text(zh="不守时或打断客户", en="late, or interrupts the customer"),
            improvement=Text(
                zh="约定时间须提前确认，先听后说。", en="Confirm the time beforehand; listen first."
            ),
        ),
        "expertise": Item(
            title=Text(zh="专业服务", en="Expertise"),
            source="S6-06",
            reason=Text(
                zh="拜访与维护原则；五项相同。",
                en="A principle of visiting and keeping customers; the five weigh the same.",
            ),
            scale=5,
            weight=20.0,
            warning_at=2,
            warning_sign=Text(zh="准备不足", en="came unprepared"),
            improvement=Text(
                zh="拜访前核对准备清单，补产品培训。",
                en="Go through the preparation list; train on the product.",
            ),
        ),
        "honesty": Item(
            title=Text(zh="诚信", en="Honesty"),
            source="S6-06",
            reason=Text(
                zh="拜访与维护原则；五项相同。",
                en="A principle of visiting and keeping customers; the five weigh the same.",
            ),
            scale=5,
            weight=20.0,
            warning_at=2,
            warning_sign=Text(
                zh="介绍不实或承诺无记录", en="said what is not so, or left a promise unrecorded"
            ),
            improvement=Text(
                zh="更正说明，承诺一律登记。", en="Set it right with the customer; record every promise."
            ),
        ),
        "friendliness": Item(
            title=Text(zh="友善", en="Friendliness"),
            source="S6-06",
            reason=Text(
                zh="拜访与维护原则；五项相同。",
                en="A principle of visiting and keeping customers; the five weigh the same.",
            ),
            scale=5,
            weight=20.0,
            warning_at=2,
            warning_sign=Text(zh="态度冷淡", en="cold in manner"),
            improvement=Text(
                zh="主管陪访一次并当面反馈。", en="The supervisor comes along once and tells what was seen."
            ),
        ),
        "responsibility": Item(
            title=Text(zh="负责", en="Responsibility"),
            source="S6-06",
            reason=Text(
                zh="拜访与维护原则；五项相同。",
                en="A principle of visiting and keeping customers; the five weigh the same.",
            ),
            scale=5,
            weight=20.0,
            warning_at=2,
            warning_sign=Text(zh="问题无人跟进", en="a problem without anyone after it"),
            improvement=Text(
                zh="每个问题指定跟进人与期限。", en="Name who follows up each problem, and by when."
            ),
        ),
    },
)
