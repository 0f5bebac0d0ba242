"""S11-25 利用经销商的潜在风险: four risks of dealing through somebody, each watched."""

from typing import ClassVar, Literal

from pydantic import ConfigDict, JsonValue

from services.leads.customer.section import Declaration, Part, Section, labelled
from shared.contracts.base import Text
from shared.policy.rule import Text as Title

Level = Literal["low", "watched", "acute"]
LEVELS = {
    "low": Title(zh="低", en="low"),
    "watched": Title(zh="关注", en="watched"),
    "acute": Title(zh="突出", en="acute"),
}
EXAMPLE: JsonValue = {
    "market_control": "watched",
    "signs": "未再提供终端名单",
    "measures": "共同走访终端",
}


class DealerRisks(Section):
    """How great each risk is by now; the policy owes something for one that is acute."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    ABOUT: ClassVar[Declaration] = Declaration(
        slug="dealer_risks",
        version=1,
        title=Title(zh="经销商风险", en="Risks of a dealer"),
        clauses=("S11-25",),
        purpose="business",
        # Whoever is no dealer has none of it, and completeness counts what every file has.
        weight=0,
        parts=(
            Part(
                Title(zh="风险程度", en="How great each risk is"),
                (("margin", "market_control"), ("customer_contact", "replacement")),
            ),
            Part(Title(zh="应对", en="What is done"), (("signs",), ("measures",))),
        ),
    )

    margin: Level | None = labelled("分享毛利", "Margin shared", choices=LEVELS)
    market_control: Level | None = labelled("失去市场控制", "Loss of market control", choices=LEVELS)
    customer_contact: Level | None = labelled("与客户接触减少", "Less contact with customers", choices=LEVELS)
    replacement: Level | None = labelled("难以撤换", "Hard to replace", choices=LEVELS)
    signs: Text | None = labelled("迹象", "Signs")
    measures: Text | None = labelled("措施", "Measures")
