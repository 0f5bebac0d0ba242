"""S11-01, S11-02 调查方式: how a dealer was surveyed, and the basics that the form has no room for."""

from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, JsonValue, StringConstraints

from services.leads.customer.section import Declaration, Section, labelled
from shared.contracts.base import Text
from shared.policy.rule import Text as Title

METHODS = {
    "street_sweep": Title(zh="扫街", en="street sweep"),
    "follow_competitor": Title(zh="跟随竞品", en="following a competitor"),
    "trace_upward": Title(zh="追根溯源", en="tracing upward"),
    "third_party": Title(zh="借力", en="by a third party"),
}
EXAMPLE: JsonValue = {
    "method": "follow_competitor",
    "through": "当地销量最大的竞品经销商",
    "postcode": "215200",
}


class DealerBasics(Section):
    """Name, address and telephones stand in the form, the ages of persons in the person survey."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    ABOUT: ClassVar[Declaration] = Declaration(
        slug="dealer_basics",
        version=1,
        title=Title(zh="经销商调查方式", en="How a dealer was surveyed"),
        clauses=("S11-01", "S11-02"),
        purpose="business",
        # Whoever is no dealer has none of it, and completeness counts what every file has.
        weight=0,
    )

    method: Literal["street_sweep", "follow_competitor", "trace_upward", "third_party"] | None = labelled(
        "调查方式", "Method", choices=METHODS
    )
    through: Text | None = labelled("经由", "Through whom")
    postcode: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")] | None = labelled("邮编", "Postcode")
