"""Default functions: the three of S3-01, and who answers for each."""

from shared.policy.functions import Function, FunctionChapter
from shared.policy.rule import Text

FUNCTIONS_CHAPTER = FunctionChapter(
    title=Text(zh="职责分工", en="Responsibilities"),
    source="S3-01",
    reason=Text(
        zh="制度适用于全体员工，涉及客户开发、客户关系维护、客户满意度调查。",
        en="The policy binds all staff, in customer development, relationship maintenance and surveys.",
    ),
    functions={
        "development": Function(
            title=Text(zh="客户开发", en="customer development"),
            source="S3-02, S3-05",
            reason=Text(zh="由销售主管负责计划与调整。", en="The supervisor answers for plan and revision."),
            responsible="supervisor",
            duty=Text(
                zh="制定客户开发计划，明确目标、策略和方法；收集、整理、分析市场信息并及时调整。",
                en="Makes the development plan with goal, strategy and method; gathers market information "
                "and revises the plan in time.",
            ),
        ),
        "relationship": Function(
            title=Text(zh="客户关系维护", en="relationship maintenance"),
            source="S3-10, S3-13, S3-14",
            reason=Text(zh="由负责客户的销售人员承担。", en="Those who own the customers answer for them."),
            responsible="salesperson",
            duty=Text(
                zh="按客户分类定期拜访与沟通，了解需求，认真处理客户的问题和意见。",
                en="Visits and talks by class at regular times, learns the needs, handles every question and "
                "opinion.",
            ),
        ),
        "satisfaction": Function(
            title=Text(zh="客户满意度调查", en="satisfaction survey"),
            source="S3-12, S3-17, S3-18",
            reason=Text(
                zh="由售后服务人员开展，与销售分开，结果更可信。",
                en="After-sales asks, apart from sales, so that the answers can be believed.",
            ),
            responsible="after_sales",
            duty=Text(
                zh="组织调查，统计分析，撰写报告，提出改进措施并跟踪完成。",
                en="Runs surveys, analyses them, writes the report and follows each measure to its end.",
            ),
        ),
    },
)
