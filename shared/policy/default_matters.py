"""Default kinds of matters (S3-14, S3-18, S5-06, S5-07, S6-11, S6-14, S8-07; the policy gives no times)."""

from shared.policy.default_matter_obstacle import OBSTACLE
from shared.policy.default_matter_product_need import PRODUCT_NEED
from shared.policy.matters import MatterCategory, MatterChapter, MatterKind, MatterStep
from shared.policy.rule import OUR_DEFAULT, Text
from shared.policy.working_time import WorkingDuration

_QUESTION = MatterKind(
    title=Text(zh="问题", en="question"),
    source="S3-14",
    reason=Text(
        zh="客户提出的问题须有答复；时限为我们的默认值。",
        en="Every question is answered; the times are ours.",
    ),
    categories={
        "general": MatterCategory(
            title=Text(zh="一般问题", en="general question"),
            source=OUR_DEFAULT,
            reason=Text(zh="两个工作日足以查明。", en="Two working days suffice to find out."),
            within=WorkingDuration(days=2),
            told="supervisor",
        ),
        "in_use": MatterCategory(
            title=Text(zh="使用中的问题", en="question from use"),
            source="S7-09",
            reason=Text(zh="影响客户使用，次日答复。", en="It keeps the customer from work: the next day."),
            within=WorkingDuration(days=1),
            told="supervisor",
        ),
    },
    steps={
        "answer": MatterStep(
            title=Text(zh="答复客户", en="answer to the customer"),
            source="S3-14",
            reason=Text(zh="结果须让客户看到。", en="The customer sees the outcome."),
        )
    },
    measures="measure",
    pause_days=14,
    reopen_days=30,
)
_OPINION = MatterKind(
    title=Text(zh="意见", en="opinion"),
    source="S3-14, S8-07",
    reason=Text(
        zh="每条意见及时改进并闭环；时限为我们的默认值。",
        en="Every opinion leads to improvement and is closed; the times are ours.",
    ),
    categories={
        "suggestion": MatterCategory(
            title=Text(zh="建议", en="suggestion"),
            source="S8-07",
            reason=Text(zh="一周内答复是否采纳。", en="Adopted or not: told within a week."),
            within=WorkingDuration(days=5),
            told="supervisor",
        ),
        "dissatisfied": MatterCategory(
            title=Text(zh="不满意", en="dissatisfaction"),
            source="S3-14, S3-17",
            reason=Text(
                zh="低分不能搁置，三个工作日内了结。", en="A low score is not left: three working days."
            ),
            within=WorkingDuration(days=3),
            told="supervisor",
        ),
    },
    steps={
        "cause": MatterStep(
            title=Text(zh="查明原因", en="cause"),
            source="S3-17",
            reason=Text(zh="先知原因，方能改进。", en="Nothing improves before its cause is known."),
        ),
        "told_customer": MatterStep(
            title=Text(zh="回复客户", en="told to the customer"),
            source="S3-14",
            reason=Text(zh="结果须让客户看到。", en="The customer sees the outcome."),
        ),
    },
    measures="measure",
    pause_days=14,
    reopen_days=30,
)
_MEASURE = MatterKind(
    title=Text(zh="改进措施", en="improvement measure"),
    source="S2-05, S3-18, S6-11",
    reason=Text(
        zh="措施须跟踪到完成，并写明带来的改变；时限为我们的默认值。",
        en="Measures are followed to their end, with the change they brought; the times are ours.",
    ),
    categories={
        slug: MatterCategory(
            title=Text(zh=zh, en=en),
            source=source,
            reason=Text(zh="一个月内见效。", en="It shows within a month."),
            within=WorkingDuration(days=20),
            told="manager",
        )
        for slug, zh, en, source in (
            ("product", "产品改进", "product", "S3-16"),
            ("service_process", "服务流程改进", "service process", "S2-05"),
            ("strategy", "客户策略调整", "strategy for the customer", "S6-11"),
        )
    },
    steps={
        "plan": MatterStep(
            title=Text(zh="措施计划", en="plan"),
            source="S3-18",
            reason=Text(zh="写明做什么、谁做、何时完成。", en="What is done, by whom, until when."),
        ),
        "carried_out": MatterStep(
            title=Text(zh="执行情况", en="carried out"),
            source="S3-18",
            reason=Text(zh="跟踪到完成。", en="Followed to its end."),
        ),
    },
    closed_by=("supervisor", "manager"),
    needs_change=True,
    pause_days=30,
    reopen_days=90,
)
_APPEAL = MatterKind(
    title=Text(zh="申诉", en="appeal"),
    source="S6-14, S6-13",
    reason=Text(
        zh="对决定不服的，由领导复核；时限为我们的默认值。",
        en="Whoever objects to a decision is heard by the management; the times are ours.",
    ),
    categories={
        "decision": MatterCategory(
            title=Text(zh="对决定的申诉", en="against a decision"),
            source=OUR_DEFAULT,
            reason=Text(zh="一周内答复。", en="Answered within a week."),
            within=WorkingDuration(days=5),
            told="manager",
        )
    },
    steps={
        "hearing": MatterStep(
            title=Text(zh="听取说明并复核", en="hearing"),
            source=OUR_DEFAULT,
            reason=Text(zh="由未作原决定的领导复核。", en="By one of the management."),
            taken_by="manager",
        )
    },
    closed_by=("manager",),
    reopen_days=30,
)

MATTERS = MatterChapter(
    title=Text(zh="事项", en="Matters"),
    source="S3-14, S3-18, S5-06, S5-07, S8-07",
    reason=Text(
        zh="客户提出的每件事都有期限、步骤和看得见的结果。",
        en="Whatever is raised has a time, steps, and an outcome that can be seen.",
    ),
    kinds={
        "question": _QUESTION,
        "opinion": _OPINION,
        "obstacle": OBSTACLE,
        "product_need": PRODUCT_NEED,
        "measure": _MEASURE,
        "appeal": _APPEAL,
    },
    low_score="opinion",
    low_score_category="dissatisfied",
)
