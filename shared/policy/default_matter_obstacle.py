"""Default kind `obstacle` 阻碍因素: worries and doubts, typed, each with a removal action (S5-06, S5-07)."""

from shared.policy.matters import MatterCategory, MatterKind, MatterStep
from shared.policy.rule import OUR_DEFAULT, Text
from shared.policy.working_time import WorkingDuration

OBSTACLE = MatterKind(
    title=Text(zh="阻碍因素", en="obstacle"),
    source="S5-06, S5-07",
    reason=Text(
        zh="客户的担心和疑虑分类记录，设法消除，必要时请领导共同确定工作方案；类别与时限为我们的默认值。",
        en="Worries and doubts are kept by type and removed, with the leader if need be; "
        "types and times are ours.",
    ),
    categories={
        slug: MatterCategory(
            title=Text(zh=zh, en=en),
            source=OUR_DEFAULT,
            reason=Text(zh="五个工作日未消除，报主管。", en="After five working days the supervisor hears."),
            within=WorkingDuration(days=5),
            told="supervisor",
        )
        for slug, zh, en in (
            ("price", "价格顾虑", "price"),
            ("quality", "质量顾虑", "quality"),
            ("trust", "信任不足", "trust"),
            ("competitor", "已有供应商", "another supplier"),
            ("decision", "决策人未定或不同意", "the decision maker"),
            ("other", "其他", "other"),
        )
    },
    steps={
        "removal_action": MatterStep(
            title=Text(zh="消除措施", en="removal action"),
            source="S5-07",
            reason=Text(zh="每个阻碍因素都要有消除措施。", en="Each obstacle gets a removal action."),
        ),
        "joint_plan": MatterStep(
            title=Text(zh="共同工作方案", en="joint work plan"),
            source="S5-07",
            reason=Text(zh="必要时与领导共同确定。", en="With the leader, if need be."),
            required=False,
            taken_by="supervisor",
        ),
    },
    measures="measure",
    pause_days=30,
    reopen_days=180,
)
