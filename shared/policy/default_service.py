"""Default service standards (S3-11, S6-06, S7-09, S1-05)."""

from shared.policy.rule import Text
from shared.policy.service import ServiceChapter, ServiceStandard

_CONDUCT = Text(zh="拜访与维护原则。", en="A principle of visiting and keeping customers.")

SERVICE = ServiceChapter(
    title=Text(zh="服务标准", en="Service standards"),
    source="S3-11",
    reason=Text(
        zh="制度要求制定服务标准并确保服务质量。", en="The policy asks for standards, and that they are kept."
    ),
    standards={
        "respect": ServiceStandard(
            title=Text(zh="尊重客户", en="respect"),
            source="S6-06",
            reason=_CONDUCT,
            requirement=Text(
                zh="守时，倾听，不打断客户。", en="Is on time, listens, and lets the customer finish."
            ),
            checked_by="inspection",
        ),
        "expertise": ServiceStandard(
            title=Text(zh="专业服务", en="expertise"),
            source="S6-06",
            reason=_CONDUCT,
            requirement=Text(
                zh="熟悉产品与客户的业务，准备充分。",
                en="Knows the product and the customer's business, and came prepared.",
            ),
            checked_by="inspection",
        ),
        "honesty": ServiceStandard(
            title=Text(zh="诚信", en="honesty"),
            source="S6-06",
            reason=_CONDUCT,
            requirement=Text(
                zh="如实介绍，承诺有记录。", en="Says what is true; every promise is on record."
            ),
            checked_by="inspection",
        ),
        "friendliness": ServiceStandard(
            title=Text(zh="友善", en="friendliness"),
            source="S6-06",
            reason=_CONDUCT,
            requirement=Text(zh="态度热情，语言礼貌。", en="Is warm in manner and polite in words."),
            checked_by="inspection",
        ),
        "responsibility": ServiceStandard(
            title=Text(zh="负责", en="responsibility"),
            source="S6-06",
            reason=_CONDUCT,
            requirement=Text(
                zh="问题有人跟进，结果有答复。", en="Follows every problem up, and tells how it ended."
            ),
            checked_by="inspection",
        ),
        "timely_after_sales": ServiceStandard(
            title=Text(zh="及时售后", en="timely after-sales"),
            source="S7-09, S1-05",
            reason=Text(
                zh="项目交付后及时提供售后服务。", en="After-sales service begins in time after delivery."
            ),
            requirement=Text(
                zh="按投诉处理时限答复和解决。", en="Answers and solves within the complaint clocks."
            ),
            checked_by="clock",
        ),
        "satisfied_customers": ServiceStandard(
            title=Text(zh="客户满意", en="satisfied customers"),
            source="S3-16",
            reason=Text(
                zh="产品、服务、售后三方面分别评价。", en="Product, service and after-sales are judged apart."
            ),
            requirement=Text(
                zh="三项评分均高于低分线。", en="All three scores are above the line of low scores."
            ),
            checked_by="survey",
        ),
    },
)
