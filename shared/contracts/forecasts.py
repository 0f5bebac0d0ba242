"""What scoring says of the forecasts of sales: figures, plans, what came of them, and segments counted."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.contracts.base import AmountMinor, Contract, Currency, Short, Slug, Text, UtcTime, YesNo

Month = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
"""A month of the policy's calendar, such as `2026-12`."""

ForecastScope = Literal["company", "salesperson"]

SEGMENTS_MAX = 31
"""Segments of a policy book, and those whom none of them fits."""

FORECAST_LINES_MAX = 2_000
"""Customers' figures of one page; as JSON well under what an event may have."""


class ForecastFact(Contract):
    """A fact about the forecast of one month (S2-01); all of a month are in one order."""

    month: Month

    @property
    def key(self) -> str:
        """The unit of order: the month's forecast."""
        return f"forecast-{self.month}"


class CustomerForecast(BaseModel):
    """What one customer is expected to buy: the greater of what they buy again and what is contracted."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    customer_id: UUID
    salesperson: Short | None = None
    currency: Currency
    amount_minor: AmountMinor
    repeat_minor: AmountMinor
    contracted_minor: AmountMinor


class CustomersForecast(ForecastFact):
    """One page of a month's forecast, customer by customer in the order of their ids; page 1 is the first."""

    TYPE: ClassVar[str] = "tuoke.scoring.customers-forecast"

    page: Annotated[int, Field(ge=1)]
    made_at: UtcTime
    lines: Annotated[tuple[CustomerForecast, ...], Field(max_length=FORECAST_LINES_MAX)]


class ForecastFigure(ForecastFact):
    """A fact about one figure of a month: the company's, or a salesperson's, in one currency."""

    scope: ForecastScope
    salesperson: Short | None = Field(default=None, description="who it is about; none is the company")
    currency: Currency


class ForecastMade(ForecastFigure):
    """What is expected to be bought in the month, by the facts of before `basis_until` alone (S2-01).

    It was due at the turn of the month; `late` says that it was made later than an hour after that.
    """

    TYPE: ClassVar[str] = "tuoke.scoring.forecast-made"

    amount_minor: AmountMinor
    repeat_minor: AmountMinor
    contracted_minor: AmountMinor
    customers: Annotated[int, Field(ge=0, description="customers of whom something is expected")]
    starts_at: UtcTime
    ends_at: UtcTime
    basis_until: UtcTime
    due_at: UtcTime
    made_at: UtcTime
    late: YesNo
    half_life_days: float
    policy_version: Short


class SalesPlanned(ForecastFigure):
    """A sales plan was set, or adjusted (S2-02): `before_minor` is what it replaces, `reason` says why.

    `amount_minor` is the target after the market's trend; it is kept beside the computed figure.
    """

    TYPE: ClassVar[str] = "tuoke.scoring.sales-planned"

    target_minor: AmountMinor
    market_trend_percent: Annotated[float, Field(ge=-100, le=1_000)]
    amount_minor: AmountMinor
    before_minor: AmountMinor | None = None
    reason: Text
    planned_by: Short
    planned_at: UtcTime


class ForecastCompared(ForecastFigure):
    """The month is over: what was expected, what was planned, and what was bought (S2-01).

    `actual_minor` leaves out `first_minor`, the first purchases of customers who came new: nobody
    forecast those. A deviation is positive when more was bought than expected.
    """

    TYPE: ClassVar[str] = "tuoke.scoring.forecast-compared"

    forecast_minor: AmountMinor
    actual_minor: AmountMinor
    first_minor: AmountMinor
    deviation_percent: float | None = Field(default=None, description="none where nothing was expected")
    planned_minor: AmountMinor | None = None
    plan_deviation_percent: float | None = None
    due_at: UtcTime
    compared_at: UtcTime
    policy_version: Short


class ForecastDeviated(ForecastFigure):
    """The deviation is over what the policy allows: the plan is to be adjusted by `revise_by` (S2-02)."""

    TYPE: ClassVar[str] = "tuoke.scoring.forecast-deviated"

    forecast_minor: AmountMinor
    actual_minor: AmountMinor
    deviation_percent: float
    allowed_percent: float
    revise_by: UtcTime
    compared_at: UtcTime
    policy_version: Short


class SegmentCount(BaseModel):
    """How many customers belong to a segment; `segment` null counts those whom none fits."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    segment: Slug | None = None
    title_zh: Short
    title_en: Short
    customers: Annotated[int, Field(ge=0)]


class SegmentsCounted(ForecastFact):
    """All customers were judged while the month's forecast went through them (S8-02, S10-01)."""

    TYPE: ClassVar[str] = "tuoke.scoring.segments-counted"

    segments: Annotated[tuple[SegmentCount, ...], Field(max_length=SEGMENTS_MAX)]
    counted_at: UtcTime
    policy_version: Short
