"""S9-02 企业档案: who decides in a company, and how it stands."""

from typing import ClassVar

from pydantic import ConfigDict, JsonValue

from services.leads.customer.section import Declaration, Section, labelled
from shared.contracts.base import Text
from shared.policy.rule import Text as Title

EXAMPLE: JsonValue = {"decision_maker": "采购总监 顾军", "handler": "周敏", "plans": "第三季度扩建二号车间"}


class CompanyDossier(Section):
    """Nine fields about an organisation."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    ABOUT: ClassVar[Declaration] = Declaration(
        slug="company_dossier",
        version=1,
        title=Title(zh="企业档案", en="Company dossier"),
        clauses=("S9-02",),
        purpose="business",
        # A person has none of it, and completeness counts what every file has.
        weight=0,
    )

    decision_maker: Text | None = labelled("决策人", "Decision maker", masked=True)
    handler: Text | None = labelled("经办人", "Handler", masked=True)
    industry: Text | None = labelled("行业", "Industry")
    products: Text | None = labelled("产品", "Products")
    structure: Text | None = labelled("组织结构", "Structure")
    results: Text | None = labelled("经营业绩", "Results")
    staff: Text | None = labelled("员工情况", "Staff")
    plans: Text | None = labelled("发展计划", "Plans")
    problems: Text | None = labelled("存在问题", "Problems")
