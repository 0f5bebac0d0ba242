"""`GET /v1/dealer-profit`: what a dealer earns, calculated for them (S11-23)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from services.leads.profit.calculate import profit
from shared.contracts.base import Currency
from shared.kit.http.auth import requires

VOLUME_MAX = 10**6
PRICE_MINOR_MAX = 10**8
REWARD_MINOR_MAX = 10**14
"""With these a year's profit is a number that JSON carries exactly."""


class Trade(BaseModel):
    """A month of a dealer's trade: pieces sold, what each costs and brings them, and what we reward."""

    volume: Annotated[int, Field(ge=0, le=VOLUME_MAX, description="pieces a month")]
    buys_minor: Annotated[int, Field(ge=0, le=PRICE_MINOR_MAX, description="what the dealer pays for one")]
    sells_minor: Annotated[int, Field(ge=0, le=PRICE_MINOR_MAX, description="what the dealer gets for one")]
    reward_minor: Annotated[int, Field(ge=0, le=REWARD_MINOR_MAX, description="reward a month")] = 0
    currency: Currency = "CNY"


class ProfitView(BaseModel):
    """The dealer's profit, step by step: trade is volume times margin, a month is trade and reward."""

    currency: str
    margin_minor: int
    trade_minor: int
    reward_minor: int
    monthly_minor: int
    yearly_minor: int


def profit_router() -> APIRouter:
    """Return the route of the calculation."""
    router = APIRouter(prefix="/v1", tags=["dealers"], dependencies=[Depends(requires())])

    @router.get("/dealer-profit")
    async def calculate_profit(trade: Annotated[Trade, Query()]) -> ProfitView:
        """Work out what a dealer earns: monthly volume times margin, and the reward (S11-23)."""
        found = profit(trade.volume, trade.buys_minor, trade.sells_minor, trade.reward_minor)
        return ProfitView(
            currency=trade.currency,
            margin_minor=found.margin_minor,
            trade_minor=found.trade_minor,
            reward_minor=trade.reward_minor,
            monthly_minor=found.monthly_minor,
            yearly_minor=found.yearly_minor,
        )

    return router
