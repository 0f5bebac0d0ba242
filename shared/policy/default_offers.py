"""The company's offers: none until a company declares what it sells (S2-07)."""

from shared.policy.offers import OfferChapter
from shared.policy.rule import Text

OFFERS = OfferChapter(
    title=Text(zh="产品与服务推荐", en="Offers"),
    source="S2-07, S4-08",
    reason=Text(
        zh="了解客户的需求和痛点，针对性地推荐产品或服务；卖什么由企业自行声明，个人信息不得作为依据。",
        en="Products and services are recommended by needs and pain points; a company declares what it "
        "sells, and nothing personal is a reason.",
    ),
    offers={},
)
