"""S5-04, S4-05 需求: what the customer needs, expects and struggles with, after talking to them."""

from typing import ClassVar, Literal

from pydantic import ConfigDict, JsonValue

from services.leads.customer.section import Declaration, Section, labelled
from shared.contracts.base import Text
from shared.policy.rule import Text as Title

ITEMS_MAX = 50
EXAMPLE: JsonValue = {"needs": ["减速机 40 台"], "problems": ["交期不稳"], "intention": "likely"}


class Needs(Section):
    """Needs, expectations and problems, and how serious the intention is."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    ABOUT: ClassVar[Declaration] = Declaration(
        slug="needs",
        version=1,
        title=Title(zh="需求与问题", en="Needs and problems"),
        clauses=("S5-04", "S4-05"),
        purpose="business",
        weight=2,
    )

    needs: tuple[Text, ...] = labelled("需求", "Needs", default=(), max_length=ITEMS_MAX)
    expectations: tuple[Text, ...] = labelled("期望", "Expectations", default=(), max_length=ITEMS_MAX)
    problems: tuple[Text, ...] = labelled("问题", "Problems", default=(), max_length=ITEMS_MAX)
    intention: Literal["none", "unsure", "likely", "firm"] | None = labelled("意向", "Intention")
