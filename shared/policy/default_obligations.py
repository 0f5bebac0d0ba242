"""Default obligations: what is owed without anybody having planned it, each from its clause."""

from shared.policy.obligations import LadderStep, ObligationChapter, ObligationRule
from shared.policy.rule import OUR_DEFAULT, Text
from shared.policy.working_time import WorkingDuration

OBLIGATIONS = ObligationChapter(
    title=Text(zh="应办事项", en="Obligations"),
    source="S2-09, S4-06, S4-11, S5-07, S5-09, S6-08",
    reason=Text(
        zh="制度要求的事项由系统按条件发起，逾期逐级上报。",
        en="What the policy asks for is opened by its condition, and goes up step by step when late.",
    ),
    rules={
        "key_without_team": ObligationRule(
            title=Text(zh="重点客户未设服务团队", en="Key customer without a team"),
            source="S2-09",
            reason=Text(
                zh="三个工作日内指定团队；时限为我们的默认值。",
                en="A team within three working days; the time is our default.",
            ),
            when="tier == 'key' && !has_team",
            owner="supervisor",
            due=WorkingDuration(days=3),
            warn_before=(24,),
            escalation="management",
            met_by="team_named",
        ),
        "nobody_in_charge": ObligationRule(
            title=Text(zh="客户无人负责", en="Customer without an owner"),
            source="S6-08",
            reason=Text(
                zh="全面覆盖，两个工作日内指定负责人；时限为我们的默认值。",
                en="Full coverage: an owner within two working days; the time is our default.",
            ),
            when="!has_owner",
            owner="supervisor",
            due=WorkingDuration(days=2),
            warn_before=(),
            escalation="management",
            met_by="owner_named",
        ),
        "obstacle_left_open": ObligationRule(
            title=Text(zh="阻碍因素未消除", en="Obstacle left open"),
            source="S5-07",
            reason=Text(
                zh="制度要求设法消除，必要时请领导共同确定方案；时限为我们的默认值。",
                en="Obstacles are to be removed, with the leader if need be; the time is our default.",
            ),
            when="open_obstacles > 0 && lifecycle == 'intending'",
            owner="owner",
            due=WorkingDuration(days=5),
            warn_before=(48, 24),
            escalation="supervision",
            met_by="obstacle_removed",
        ),
        "ready_but_idle": ObligationRule(
            title=Text(zh="可签约客户停滞", en="Ready customer left idle"),
            source="S5-08, S5-09",
            reason=Text(
                zh="及时签约，防止流失；天数为我们的默认值。",
                en="Sign in time, prevent loss; the days are our default.",
            ),
            when="lifecycle == 'intending' && open_obstacles == 0 && has(sections.needs) && "
            "days_since_contact > 3",
            owner="owner",
            due=WorkingDuration(days=2),
            warn_before=(),
            escalation="supervision",
            met_by="contact_logged",
        ),
        "contract_ending": ObligationRule(
            title=Text(zh="合同即将到期", en="Contract about to end"),
            source="S2-14, S8-04",
            reason=Text(
                zh="长期合作需提前续约；天数为我们的默认值。",
                en="Lasting cooperation is renewed ahead; the days are our default.",
            ),
            when="lifecycle == 'signed' && days_to_contract_end <= 60",
            owner="owner",
            due=WorkingDuration(days=20),
            warn_before=(240, 72, 24),
            escalation="supervision",
            met_by="contract_signed",
        ),
        "file_review": ObligationRule(
            title=Text(zh="档案复核", en="File to be reviewed"),
            source="S4-11",
            reason=Text(
                zh="定期检查和更新档案；时限为我们的默认值。",
                en="Files are checked and updated at intervals; the time is our default.",
            ),
            when="stale_sections.size() > 0",
            owner="owner",
            due=WorkingDuration(days=10),
            warn_before=(48,),
            escalation="supervision",
            met_by="file_reviewed",
        ),
        "dealer_risk": ObligationRule(
            title=Text(zh="经销商风险突出", en="Acute risk of a dealer"),
            source="S11-25",
            reason=Text(
                zh="制度列出四项潜在风险；突出的须采取措施并重新评估，时限为我们的默认值。",
                en="The policy names four risks; an acute one is acted on and judged anew, in our time.",
            ),
            when=" || ".join(
                f"(has(sections.dealer_risks) && has(sections.dealer_risks.{risk}) && "
                f"sections.dealer_risks.{risk} == 'acute')"
                for risk in ("margin", "market_control", "customer_contact", "replacement")
            ),
            owner="owner",
            due=WorkingDuration(days=10),
            warn_before=(48,),
            escalation="supervision",
            met_by="file_reviewed",
        ),
        "birthday_care": ObligationRule(
            title=Text(zh="客户生日关怀", en="Birthday care"),
            source="S4-06",
            reason=Text(
                zh="制度列为维护活动；提前三天为我们的默认值。",
                en="Named as a way to keep customers; three days ahead is our default.",
            ),
            when="days_to_birthday >= 0 && days_to_birthday <= 3",
            owner="owner",
            due=WorkingDuration(days=3),
            warn_before=(24,),
            escalation=None,
            met_by="care_given",
        ),
    },
    ladder={
        "supervision": LadderStep(
            title=Text(zh="上报主管", en="to the supervisor"),
            source="S6-09",
            reason=Text(zh="主管负责监督。", en="The supervisor oversees the work."),
            to="supervisor",
            after=WorkingDuration(hours=1),
            next="management",
        ),
        "management": LadderStep(
            title=Text(zh="上报公司领导", en="to the management"),
            source=OUR_DEFAULT,
            reason=Text(zh="两个工作日仍未办理。", en="Two more working days without effect."),
            to="manager",
            after=WorkingDuration(days=2),
        ),
    },
)
