"""What scoring says: each customer's tier with its reasons, the policy's books, the forecasts of sales."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints

from shared.contracts.base import AmountMinor, Contract, Currency, CustomerFact, Short, Text, UtcTime, YesNo

TierClass = Literal["potential", "ordinary", "key"]
"""S4-02 重点, S4-03 普通, S4-04 潜在. Letters are labels of the policy (S6-02), never an order."""

Cause = Literal["fact", "decay", "policy", "correction"]
"""A new fact, the passing of time, a policy that took effect, or what came late and corrects the rest."""

REASONS_MAX = 100

POLICY_KEY = "policy"
"""The key of everything about the policy: one order for all books."""

CHAPTERS_MAX = 100
AUTHORS_MAX = 100

Month = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
"""A month of the policy's calendar, such as `2026-12`."""

ForecastScope = Literal["company", "salesperson"]

FORECAST_LINES_MAX = 2_000
"""Customers' figures of one page; as JSON well under what an event may have."""


class Reason(BaseModel):
    """One event's part in the score, decayed to the time of the change."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    event_id: Short
    type: Short
    signal: Short
    points: float
    occurred_at: UtcTime


class Rest(BaseModel):
    """The parts too many to list: how many, and their sum."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    count: Annotated[int, Field(ge=0)]
    points: float


class Next(BaseModel):
    """The nearest class above, and the points that are missing."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    tier: TierClass
    distance: float


class TierChanged(CustomerFact):
    """A customer's class changed; the points of `reasons` and `rest` sum to `score`."""

    TYPE: ClassVar[str] = "tuoke.scoring.tier-changed"

    before: TierClass
    after: TierClass
    letter_before: Short
    letter_after: Short
    score: float
    changed_at: UtcTime
    cause: Cause
    policy_version: Short
    reasons: Annotated[tuple[Reason, ...], Field(max_length=REASONS_MAX)]
    rest: Rest
    next: Next | None = None
    crossing_at: UtcTime | None = Field(
        default=None, description="when the class falls if nothing more happens"
    )


class PolicyAnnounced(Contract):
    """A policy book was approved and holds from `effective_from` on, at least a minute after it was said.

    `replaces` is the book that would hold then without it; of two for the same moment, the one announced
    later holds. Its size is that of an event at most.
    """

    TYPE: ClassVar[str] = "tuoke.scoring.policy-announced"

    version: Short
    replaces: Short
    effective_from: UtcTime
    drafted_by: Annotated[tuple[Short, ...], Field(max_length=AUTHORS_MAX)]
    approved_by: Short
    approved_at: UtcTime
    book: Annotated[
        dict[str, JsonValue],
        Field(
            max_length=CHAPTERS_MAX, description="the whole book, as GET /v1/policy/books/{version} has it"
        ),
    ]

    @property
    def key(self) -> str:
        """The unit of order: the policy."""
        return POLICY_KEY


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
