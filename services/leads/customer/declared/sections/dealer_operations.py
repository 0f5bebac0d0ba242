"""S11-03 经营情况: what a dealer sells and where, how it is equipped, and what it thinks of us."""

from typing import ClassVar

from pydantic import ConfigDict, JsonValue

from services.leads.customer.section import Declaration, Row, Section, labelled
from shared.contracts.base import Short, Text
from shared.policy.rule import Text as Title

ROWS_MAX = 50
EXAMPLE: JsonValue = {
    "products": [{"product": "减速机", "volume": "每年 300 台", "price": "720 元/台", "area": "吴江、昆山"}],
    "attitude": "愿意先试销一个季度",
}


class DealtIn(Row):
    """A product like ours: how much is sold of it, at which price, and where."""

    product: Short | None = labelled("产品", "Product")
    volume: Short | None = labelled("销量", "Volume")
    price: Short | None = labelled("价格", "Price")
    area: Short | None = labelled("区域", "Area")


class DealerOperations(Section):
    """The business of a dealer."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    ABOUT: ClassVar[Declaration] = Declaration(
        slug="dealer_operations",
        version=1,
        title=Title(zh="经销商经营情况", en="A dealer's operations"),
        clauses=("S11-03",),
        purpose="business",
        # Whoever is no dealer has none of it, and completeness counts what every file has.
        weight=0,
    )

    products: tuple[DealtIn, ...] = labelled(
        "主要经营产品（同类产品）", "Like products", default=(), max_length=ROWS_MAX
    )
    facilities: Text | None = labelled("销售设施", "Sales facilities")
    peer_opinion: Text | None = labelled("同行评价", "Opinion of peers")
    knowledge: Text | None = labelled("对公司产品的了解程度", "Knowledge of our products")
    attitude: Text | None = labelled("经销态度", "Attitude to dealing")
