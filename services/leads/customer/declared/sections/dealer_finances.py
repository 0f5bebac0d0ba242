"""S11-04 财务状况: the finances of a dealer as a firm; those of a person are in the person survey."""

from typing import ClassVar

from pydantic import ConfigDict, JsonValue

from services.leads.customer.section import Declaration, Section, labelled
from shared.contracts.base import Text
from shared.policy.rule import Text as Title

EXAMPLE: JsonValue = {"banks": "农业银行吴江支行", "credit": "三年无逾期", "loans": "流动资金贷款 80 万元"}


class DealerFinances(Section):
    """What a dealer owns and owes; each field is masked for whoever does not work with the customer."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    ABOUT: ClassVar[Declaration] = Declaration(
        slug="dealer_finances",
        version=1,
        title=Title(zh="经销商财务状况", en="A dealer's finances"),
        clauses=("S11-04",),
        purpose="business",
        # Whoever is no dealer has none of it, and completeness counts what every file has.
        weight=0,
    )

    assets: Text | None = labelled("公司资产", "Assets of the firm", masked=True)
    banks: Text | None = labelled("往来银行", "Banks", masked=True)
    credit: Text | None = labelled("资金信誉", "Credit standing", masked=True)
    investments: Text | None = labelled("投资领域", "Fields of investment", masked=True)
    loans: Text | None = labelled("贷款数量", "Loans", masked=True)
    claims: Text | None = labelled("债权", "Claims", masked=True)
    debts: Text | None = labelled("债务", "Debts", masked=True)
