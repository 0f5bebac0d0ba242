"""Default satisfaction survey (S3-16: three separate scores; S2-04, S8-05: changed needs, loyalty)."""

from shared.policy.forms import Form, Item
from shared.policy.rule import Text

SATISFACTION = Form(
    title=Text(zh="客户满意度调查表", en="Satisfaction survey"),
    source="S3-15, S3-16, S8-05",
    reason=Text(
        zh="问卷、电话、面谈均用此表；五分制便于电话作答。",
        en="For questionnaire, phone and interview alike; a scale of five can be answered by phone.",
    ),
    audience="customer",
    every_days=None,
    items={
        "product": Item(
            title=Text(zh="对产品的满意程度", en="How satisfied are you with the product?"),
            source="S3-16",
            reason=Text(zh="三方面之一。", en="One of the three parts."),
            scale=5,
            weight=34.0,
            improvement=Text(
                zh="查清不满意的产品与原因，交产品或质量负责人改进并回复客户。",
                en="Find which product falls short and why; its owner mends it and tells the customer.",
            ),
        ),
        "service": Item(
            title=Text(zh="对服务的满意程度", en="How satisfied are you with the service?"),
            source="S3-16",
            reason=Text(zh="三方面之一。", en="One of the three parts."),
            scale=5,
            weight=33.0,
            improvement=Text(
                zh="对照服务标准检查服务过程，培训相关人员。",
                en="Hold the service against the standards, and train those concerned.",
            ),
        ),
        "after_sales": Item(
            title=Text(zh="对售后的满意程度", en="How satisfied are you with after-sales?"),
            source="S3-16",
            reason=Text(zh="三方面之一。", en="One of the three parts."),
            scale=5,
            weight=33.0,
            improvement=Text(
                zh="核对投诉时限与处理结果，补办未了结的事项。",
                en="Check the complaint clocks and outcomes, and finish what was left.",
            ),
        ),
        "needs_met": Item(
            title=Text(zh="所购是否仍合您的需求", en="Does what you buy still meet your needs?"),
            source="S2-04, S2-10",
            reason=Text(
                zh="回访须了解需求变化；不计入满意度总分。",
                en="Return visits learn of changed needs; it is in no total.",
            ),
            scale=5,
            weight=0.0,
            warning_at=2,
            warning_sign=Text(zh="需求已变化", en="needs have changed"),
            improvement=Text(
                zh="安排一次需求访谈，更新需求档案。",
                en="Visit to learn the needs anew, and bring the file up to date.",
            ),
        ),
        "loyalty": Item(
            title=Text(zh="是否愿意继续合作", en="Would you buy from us again?"),
            source="S8-05",
            reason=Text(
                zh="忠诚度与满意度分别跟踪；不计入满意度总分。",
                en="Loyalty is followed beside satisfaction; it is in no total.",
            ),
            scale=5,
            weight=0.0,
            warning_at=2,
            warning_sign=Text(zh="有流失风险", en="the customer may leave"),
            improvement=Text(
                zh="由负责人面谈，了解不再合作的原因。", en="The owner meets the customer and asks why."
            ),
        ),
    },
)
