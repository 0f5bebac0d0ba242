"""Stored facts of a month's forecast, and of its pages. `salesperson` None is the company, or nobody."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

Scope = Literal["company", "salesperson"]


@dataclass(frozen=True, slots=True)
class CustomerLine:
    """What one customer is expected to buy: the greater of what they buy again and what is contracted."""

    customer_id: str
    salesperson: str | None
    currency: str
    amount_minor: int
    repeat_minor: int
    contracted_minor: int


@dataclass(frozen=True, slots=True)
class ForecastAwaited:
    """The forecast of the month will be made when it begins."""

    TYPE: ClassVar[str] = "forecast-awaited"
    VERSION: ClassVar[int] = 1

    month: str
    starts_at: datetime
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class ForecastBegun:
    """The run began, of facts before `starts_at` alone. It was due then, and may be late."""

    TYPE: ClassVar[str] = "forecast-begun"
    VERSION: ClassVar[int] = 1

    month: str
    starts_at: datetime
    ends_at: datetime
    half_life_days: float
    policy_version: str
    begun_by: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class PageForecast:
    """One page of customers, those behind the id `after` up to `until`; `last` ends the run."""

    TYPE: ClassVar[str] = "page-forecast"
    VERSION: ClassVar[int] = 1

    month: str
    page: int
    after: str
    until: str
    last: bool
    lines: tuple[CustomerLine, ...]
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class PageSegmented:
    """How many customers of the page belong to each segment; an empty name counts those whom none fits."""

    TYPE: ClassVar[str] = "page-segmented"
    VERSION: ClassVar[int] = 1

    month: str
    page: int
    customers: dict[str, int]
    occurred_at: datetime


PageEvent = PageForecast | PageSegmented


@dataclass(frozen=True, slots=True)
class SegmentCounted:
    """A segment as the policy called it, and its customers."""

    segment: str | None
    title_zh: str
    title_en: str
    customers: int


@dataclass(frozen=True, slots=True)
class SegmentsCounted:
    """All customers were judged by the segments of the policy."""

    TYPE: ClassVar[str] = "segments-counted"
    VERSION: ClassVar[int] = 1

    month: str
    segments: tuple[SegmentCounted, ...]
    policy_version: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class FigureForecast:
    """The company's or a salesperson's figure: the sum of their customers' lines."""

    TYPE: ClassVar[str] = "figure-forecast"
    VERSION: ClassVar[int] = 1

    month: str
    scope: Scope
    salesperson: str | None
    currency: str
    amount_minor: int
    repeat_minor: int
    contracted_minor: int
    customers: int
    starts_at: datetime
    ends_at: datetime
    late: bool
    half_life_days: float
    policy_version: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class FiguresPaged:
    """One page of figures is made, in the order of their places; `last` when none are behind it."""

    TYPE: ClassVar[str] = "figures-paged"
    VERSION: ClassVar[int] = 1

    month: str
    page: int
    last: bool
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class ForecastFinished:
    """All figures are made; so many there are."""

    TYPE: ClassVar[str] = "forecast-finished"
    VERSION: ClassVar[int] = 1

    month: str
    figures: int
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class RevisionsAsked:
    """Another plan is owed for each figure that deviated; so many there are."""

    TYPE: ClassVar[str] = "revisions-asked"
    VERSION: ClassVar[int] = 1

    month: str
    duties: int
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class SalesPlanned:
    """A sales plan was set, or adjusted for a reason (S2-02)."""

    TYPE: ClassVar[str] = "sales-planned"
    VERSION: ClassVar[int] = 1

    month: str
    scope: Scope
    salesperson: str | None
    currency: str
    target_minor: int
    market_trend_percent: float
    amount_minor: int
    before_minor: int | None
    reason: str
    planned_by: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class FigureCompared:
    """The month is over: what was expected, planned, bought again, and bought first by those who came new."""

    TYPE: ClassVar[str] = "figure-compared"
    VERSION: ClassVar[int] = 1

    month: str
    scope: Scope
    salesperson: str | None
    currency: str
    forecast_minor: int
    actual_minor: int
    first_minor: int
    deviation_percent: float | None
    planned_minor: int | None
    plan_deviation_percent: float | None
    due_at: datetime
    policy_version: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class FigureDeviated:
    """The deviation is over what the policy allows; the plan is to be adjusted by `revise_by`."""

    TYPE: ClassVar[str] = "figure-deviated"
    VERSION: ClassVar[int] = 1

    month: str
    scope: Scope
    salesperson: str | None
    currency: str
    forecast_minor: int
    actual_minor: int
    deviation_percent: float
    allowed_percent: float
    revise_by: datetime
    policy_version: str
    occurred_at: datetime


FiguresEvent = FigureForecast | FigureCompared | FigureDeviated | RevisionsAsked | FiguresPaged

ForecastEvent = (
    ForecastAwaited
    | ForecastBegun
    | FigureForecast
    | SegmentsCounted
    | ForecastFinished
    | SalesPlanned
    | FigureCompared
    | FigureDeviated
    | RevisionsAsked
    | FiguresPaged
)
