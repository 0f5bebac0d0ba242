"""Forecasts over HTTP: make one that was missed, set and adjust plans, read a month and a customer."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Response
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from services.scoring.forecast.decide import Place
from services.scoring.forecast.revision import RULE
from services.scoring.forecast.use_cases import Forecasts
from services.scoring.forecast.views import ForecastView, figure_view, forecast_view, revisions_of
from services.scoring.forecast.words import of_customer
from services.scoring.roles import DRAFTERS, SOURCE
from services.scoring.sales.lookup import Sales
from shared.contracts.base import AmountMinor, Currency, Short, Text
from shared.kit.eventstore.handle import Request
from shared.kit.http.auth import requires
from shared.kit.http.cursors import PageRequest, page_request
from shared.kit.http.etag import etag
from shared.kit.http.idempotency import request_of
from shared.kit.http.language import AcceptLanguage, answer_in
from shared.kit.http.positions import written
from shared.kit.http.problems import HttpProblem

MonthNamed = Annotated[str, Path(pattern=r"^\d{4}-(0[1-9]|1[0-2])$", description="such as `2026-12`")]
Planner = Annotated[Request, Depends(request_of(*DRAFTERS))]
Asker = Annotated[Request, Depends(request_of(*DRAFTERS, key_required=False))]

PLAN: JsonValue = {
    "salesperson": "zhou.xiaolan",
    "currency": "CNY",
    "target_minor": 9_000_000,
    "market_trend_percent": 5.0,
    "reason": "十一月实际高于预测，旺季提前",
}


class SalesPlan(BaseModel):
    """A target for one salesperson, or without one for the company, before the market's trend (S2-01)."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [PLAN]})

    salesperson: Short | None = None
    currency: Currency
    target_minor: AmountMinor
    market_trend_percent: Annotated[float, Field(ge=-100, le=1_000)] = 0.0
    reason: Text


class MonthWritten(BaseModel):
    """The month that was written about."""

    month: str


class CustomerMonth(BaseModel):
    """What one customer was expected to buy in a month, in minor units, and what they bought."""

    month: str
    currency: str
    salesperson: str | None
    forecast_minor: int
    repeat_minor: int
    contracted_minor: int
    actual_minor: int | None = Field(description="empty until the month was compared")
    half_life_days: float
    made_at: datetime
    policy_version: str
    words: str


class CustomerForecastView(BaseModel):
    """The forecasts of one customer, the latest month first; none where nothing was expected."""

    customer_id: UUID
    months: list[CustomerMonth]


def forecast_router(forecasts: Forecasts, sales: Sales) -> APIRouter:
    """Return the routes of forecasts."""
    router = APIRouter(prefix="/v1", tags=["forecasts"])
    _make_and_plan(router, forecasts)
    _read(router, forecasts, sales)
    return router


def _make_and_plan(router: APIRouter, forecasts: Forecasts) -> None:
    @router.post("/forecasts/{month}", status_code=202)
    async def make_forecast(month: MonthNamed, request: Asker, response: Response) -> MonthWritten:
        """Have a month that began forecast, if it was not: by the facts of before it alone, and so late."""
        written(response, await forecasts.begin(month, request), SOURCE)
        return MonthWritten(month=month)

    @router.post("/forecasts/{month}/plan", status_code=201)
    async def plan_sales(
        month: MonthNamed, told: SalesPlan, request: Planner, response: Response
    ) -> MonthWritten:
        """Set a sales plan, or adjust it, with its reason (S2-01, S2-02); it stands beside the forecast."""
        place = Place.of(told.salesperson, told.currency)
        said = told.model_dump(include={"target_minor", "market_trend_percent", "reason"})
        written(response, await forecasts.plan(month, place, said, request), SOURCE)
        response.headers["Location"] = f"/v1/forecasts/{month}"
        return MonthWritten(month=month)


def _read(router: APIRouter, forecasts: Forecasts, sales: Sales) -> None:
    @router.get("/forecasts/{month}", dependencies=[Depends(requires())])
    async def read_forecast(
        month: MonthNamed,
        page: Annotated[PageRequest, Depends(page_request)],
        response: Response,
        accept_language: AcceptLanguage = "",
    ) -> ForecastView:
        """Read a month's forecast: the company, each salesperson, and how far off they are on the average."""
        known, version = await forecasts.read(month)
        response.headers["ETag"] = etag(version)
        language, owed = answer_in(response, accept_language), revisions_of(await sales.duties(RULE, month))
        after = None if page.after is None else tuple(map(str, page.after))
        figures = page.page(
            await forecasts.pages.rows(month, known, after, page.rows),
            lambda row: row.key,
            lambda row: figure_view(row, owed.get(row.place), language),
        )
        return forecast_view(month, known, figures, await sales.bias(), language)

    @router.get("/customers/{customer_id}/forecast", dependencies=[Depends(requires())])
    async def read_customer_forecast(
        customer_id: UUID, response: Response, accept_language: AcceptLanguage = ""
    ) -> CustomerForecastView:
        """Read what one customer was expected to buy, month by month, and what came of it."""
        rows, language = await sales.forecasts_of(customer_id), answer_in(response, accept_language)
        if rows is None:
            raise HttpProblem("not_found")
        months = [
            CustomerMonth(forecast_minor=row["amount_minor"], words=of_customer(dict(row), language), **row)
            for row in rows
        ]
        return CustomerForecastView(customer_id=customer_id, months=months)
