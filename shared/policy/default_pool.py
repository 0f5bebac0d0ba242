"""Default public pool 公海. The policy documents do not know it; all values are ours."""

from shared.policy.pool import PoolChapter, PoolClaims, PoolClock, PoolExemptions, PoolWarnings
from shared.policy.rule import OUR_DEFAULT, Text

POOL = PoolChapter(
    title=Text(zh="客户公海", en="Public pool of customers"),
    source="S6-08",
    reason=Text(
        zh="制度要求全面覆盖；无人跟进的客户应退回公海，由他人领取。",
        en="The policy asks for full coverage: who is not followed up goes back for others to claim.",
    ),
    lifecycles={
        "potential": PoolClock(
            title=Text(zh="潜在客户", en="potential customers"),
            source=OUR_DEFAULT,
            reason=Text(
                zh="一个月无有效接触即视为放弃。", en="A month without effective contact is giving up."
            ),
            idle_days=30,
        ),
        "intending": PoolClock(
            title=Text(zh="意向客户", en="intending customers"),
            source=OUR_DEFAULT,
            reason=Text(zh="决策周期较长，给予两个月。", en="They take longer to decide: two months."),
            idle_days=60,
        ),
        "signed": PoolClock(
            title=Text(zh="签约客户", en="signed customers"),
            source=OUR_DEFAULT,
            reason=Text(
                zh="合同期内不退回，超期未接触的列入名单。",
                en="Never taken away while signed; those left alone are listed instead.",
            ),
            idle_days=None,
        ),
    },
    warnings=PoolWarnings(
        title=Text(zh="退回提醒", en="Warnings"),
        source=OUR_DEFAULT,
        reason=Text(zh="给负责人足够时间补救。", en="Time enough for the owner to act."),
        days_before=(7, 3, 1),
    ),
    claims=PoolClaims(
        title=Text(zh="领取规则", en="Claims"),
        source=OUR_DEFAULT,
        reason=Text(
            zh="防止囤积客户；原负责人不得立即领回。",
            en="Nobody hoards customers, and the last owner does not simply take them back.",
        ),
        a_day=10,
        held=200,
        previous_owner_waits=7,
    ),
    exemptions=PoolExemptions(
        title=Text(zh="豁免", en="Exemptions"),
        source=OUR_DEFAULT,
        reason=Text(
            zh="重点客户设有专业服务团队，由主管调整负责人。",
            en="Key customers have a team; a supervisor changes their owner.",
        ),
        classes=("key",),
    ),
)
