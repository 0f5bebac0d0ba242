"""Default satisfaction survey (S3-16: product, service and after-sales, three separate scores)."""

from shared.policy.forms import Form, Item
from shared.policy.rule import Text

SATISFACTION = Form(
    title=Text(zh="客户满意度调查表", en="Satisfaction survey"),
    source="S3-15, S3-16",
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
        ),
        "service": Item(
            title=Text(zh="对服务的满意程度", en="How satisfied are you with the service?"),
            source="S3-16",
            reason=Text(zh="三方面之一。", en="One of the three parts."),
            scale=5,
            weight=33.0,
        ),
        "after_sales": Item(
            title=Text(zh="对售后的满意程度", en="How satisfied are you with after-sales?"),
            source="S3-16",
            reason=Text(zh="三方面之一。", en="One of the three parts."),
            scale=5,
            weight=33.0,
        ),
    },
)
