"""S11-24 经销商与用户: why we deal through somebody, and which users they serve. A dealer is no user."""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict, JsonValue

from services.leads.customer.section import Declaration, Row, Section, labelled
from shared.contracts.base import Short
from shared.policy.rule import Text as Title

USERS_MAX = 200
"""Users of one dealer that are told one by one; the section is shown, printed and sent whole."""

Reason = Literal[
    "fast_delivery", "small_lots", "existing_customers", "remote_market", "shared_credit_risk", "user_request"
]
REASONS = {
    "fast_delivery": Title(zh="快捷送货", en="fast delivery"),
    "small_lots": Title(zh="小批量服务", en="small lots"),
    "existing_customers": Title(zh="吸纳其现有客户", en="their existing customers"),
    "remote_market": Title(zh="较小或偏远市场", en="a small or remote market"),
    "shared_credit_risk": Title(zh="分担放帐风险", en="shared credit risk"),
    "user_request": Title(zh="用户指定", en="asked for by a user"),
}
EXAMPLE: JsonValue = {
    "reasons": ["fast_delivery", "user_request"],
    "users": [{"customer": "0195a6d0-0000-7000-8000-000000000002", "name": "吴江丝绸厂"}],
}


class ServedUser(Row):
    """A customer who buys through the dealer and uses what we make."""

    customer: UUID = labelled("客户编号", "Customer", default=...)
    name: Short | None = labelled("名称", "Name")
    supplied_with: Short | None = labelled("供应产品", "Supplied with")


class DealerUsers(Section):
    """The list of customers finds the dealers of a user by what stands here (`served`)."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    ABOUT: ClassVar[Declaration] = Declaration(
        slug="dealer_users",
        version=1,
        title=Title(zh="经销商与用户", en="A dealer and its users"),
        clauses=("S11-24",),
        purpose="business",
        # Whoever is no dealer has none of it, and completeness counts what every file has.
        weight=0,
    )

    reasons: tuple[Reason, ...] = labelled(
        "设立经销商的目的", "Why we deal through them", default=(), max_length=len(REASONS), choices=REASONS
    )
    users: tuple[ServedUser, ...] = labelled("服务的用户", "Users served", default=(), max_length=USERS_MAX)
