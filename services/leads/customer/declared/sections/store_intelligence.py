"""S11-18 店情: how a store does, seen and asked, and what follows from it."""

from typing import ClassVar, Literal

from pydantic import ConfigDict, JsonValue

from services.leads.customer.section import Declaration, Section, labelled
from shared.contracts.base import Text
from shared.policy.rule import Text as Title

ITEMS_MAX = 20
TRADES = {"retail": Title(zh="零售", en="retail"), "wholesale": Title(zh="批发", en="wholesale")}
EXAMPLE: JsonValue = {
    "trades": ["retail", "wholesale"],
    "observed": "同类产品陈列两组，客流以维修店为主",
    "asked": "旺季每周补货两次",
    "obstacles": ["竞品签有独家协议，年底到期"],
    "opportunities": ["竞品交期不稳"],
    "strategies": ["先供应缺货规格"],
}


class StoreIntelligence(Section):
    """What was observed and what was asked stay apart; obstacles, opportunities and strategies follow."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    ABOUT: ClassVar[Declaration] = Declaration(
        slug="store_intelligence",
        version=1,
        title=Title(zh="店情", en="Store intelligence"),
        clauses=("S11-18",),
        purpose="business",
        # Whoever has no store has none of it, and completeness counts what every file has.
        weight=0,
    )

    trades: tuple[Literal["retail", "wholesale"], ...] = labelled(
        "零售/批发", "Retail or wholesale", default=(), max_length=len(TRADES), choices=TRADES
    )
    observed: Text | None = labelled("观察所见", "Observed")
    asked: Text | None = labelled("询问所得", "Asked")
    obstacles: tuple[Text, ...] = labelled(
        "成功的障碍", "Obstacles to success", default=(), max_length=ITEMS_MAX
    )
    opportunities: tuple[Text, ...] = labelled("机会", "Opportunities", default=(), max_length=ITEMS_MAX)
    strategies: tuple[Text, ...] = labelled("策略", "Strategies", default=(), max_length=ITEMS_MAX)
