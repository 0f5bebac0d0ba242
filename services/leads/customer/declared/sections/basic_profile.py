"""S6-03, S4-09 基本资料: who the customer is and how to reach them."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import ConfigDict, JsonValue

from services.leads.customer.section import EMAIL, PHONE, Declaration, Section, labelled
from shared.contracts.base import Short, Text
from shared.policy.rule import Text as Title

EXAMPLE: JsonValue = {
    "full_name": "苏州恒远机电有限公司",
    "industry": "机械制造",
    "region": "江苏苏州",
    "contact_person": "周敏",
    "phone": "+86 512 6555 0100",
}


class BasicProfile(Section):
    """Basic data of a person or an organisation."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    ABOUT: ClassVar[Declaration] = Declaration(
        slug="basic_profile",
        version=1,
        title=Title(zh="基本资料", en="Basic profile"),
        clauses=("S6-03", "S4-09"),
        purpose="business",
        weight=3,
    )

    full_name: Short | None = labelled("全称", "Full name")
    industry: Short | None = labelled("行业", "Industry")
    region: Short | None = labelled("地区", "Region")
    size: Short | None = labelled("规模", "Size")
    founded_on: date | None = labelled("成立日期", "Founded on")
    address: Text | None = labelled("地址", "Address", masked=True)
    contact_person: Short | None = labelled("联系人", "Contact person", masked=True)
    phone: Annotated[str, PHONE] | None = labelled("电话", "Phone", masked=True)
    email: Annotated[str, EMAIL] | None = labelled("电子邮箱", "E-mail", masked=True)
