"""What may be asked about a month's forecast, and the ways in which the domain says no."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from services.scoring.forecast.decide.state import Place
from services.scoring.forecast.events import CustomerLine, ForecastBegun, SalesPlanned, SegmentCounted
from shared.kit.decider import Rejection


@dataclass(frozen=True, slots=True)
class AwaitForecast:
    """The forecast of the month is to be made when it begins."""

    month: str
    starts_at: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class BeginForecast:
    """The month began, now or earlier: its forecast is to be made, under the policy of that moment."""

    month: str
    starts_at: datetime
    ends_at: datetime
    half_life_days: float
    policy_version: str
    by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Sum:
    """What the lines of one place add up to, in minor units."""

    amount_minor: int = 0
    repeat_minor: int = 0
    contracted_minor: int = 0
    customers: int = 0

    def with_line(self, line: CustomerLine) -> "Sum":
        """Return the sum after one more line."""
        return Sum(
            self.amount_minor + line.amount_minor,
            self.repeat_minor + line.repeat_minor,
            self.contracted_minor + line.contracted_minor,
            self.customers + 1,
        )


@dataclass(frozen=True, slots=True)
class Closing:
    """What follows when all figures are made; `following` is the next month to be forecast.

    `segments` are the customers by segment, as the book `segmented_by` has them; none if not judged.
    """

    compare_at: datetime
    following: str
    segments: tuple[SegmentCounted, ...] = ()
    segmented_by: str = ""


@dataclass(frozen=True, slots=True)
class FinishForecast:
    """All pages of customers are there; `sums` is the first page of what they add up to.

    `closing` is for a month that has no more; without it, other pages of figures follow.
    """

    sums: Mapping[Place, Sum]
    closing: Closing | None
    now: datetime


@dataclass(frozen=True, slots=True)
class CloseForecast:
    """All pages of figures are there; so many figures they are."""

    figures: int
    closing: Closing
    now: datetime


@dataclass(frozen=True, slots=True)
class PlanSales:
    """A target is set for `place`, or adjusted, with the market's trend and the reason.

    `subject_id` is the subject of the duties that a plan for the place may meet.
    """

    month: str
    ends_at: datetime
    place: Place
    target_minor: int
    market_trend_percent: float
    reason: str
    subject_id: UUID
    by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Actual:
    """What was bought again in the month, and by customers who came new, in minor units."""

    again_minor: int = 0
    first_minor: int = 0


@dataclass(frozen=True, slots=True)
class CompareForecast:
    """The month is over and its purchases have been told; a plan is adjusted by `revise_by`.

    `actual` and `plans` are those of one page of figures: of its places, and of what lies between them.
    """

    actual: Mapping[Place, Actual]
    plans: Mapping[Place, SalesPlanned]
    due_at: datetime
    allowed_percent: float
    revise_by: datetime
    policy_version: str
    now: datetime


@dataclass(frozen=True, slots=True)
class AskRevisions:
    """So many duties to revise a plan stand open since the comparison."""

    duties: int
    now: datetime


ForecastCommand = (
    AwaitForecast
    | BeginForecast
    | FinishForecast
    | CloseForecast
    | PlanSales
    | CompareForecast
    | AskRevisions
)


@dataclass(frozen=True, slots=True)
class MakeFigures:
    """A further page of figures of the run that `begun` tells of; `last` when none are behind it."""

    begun: ForecastBegun
    page: int
    sums: Mapping[Place, Sum]
    last: bool
    now: datetime


@dataclass(frozen=True, slots=True)
class OfPage:
    """What is asked of the first page in the month's own stream, asked of a further one."""

    month: str
    page: int
    command: CompareForecast | AskRevisions


FiguresCommand = MakeFigures | OfPage


@dataclass(frozen=True, slots=True)
class MakePage:
    """The customers behind `after` up to `until` are forecast; `last` when none are behind them.

    `segments` counts them by segment, if they were judged; an empty name is none that fits.
    """

    month: str
    page: int
    after: str
    until: str
    last: bool
    lines: tuple[CustomerLine, ...]
    now: datetime
    segments: Mapping[str, int] = field(default_factory=dict)


class ForecastUnknown(Rejection):
    """Nothing was forecast or planned for this month."""

    code: ClassVar[str] = "forecast_unknown"


class ForecastNotDue(Rejection):
    """The month has not come, or is not over; no forecast is made or compared early."""

    code: ClassVar[str] = "forecast_not_due"


class MonthOutOfReach(Rejection):
    """The month lies too far from today; mend it."""

    code: ClassVar[str] = "forecast_month_out_of_reach"


class MonthIsOver(Rejection):
    """A plan is set and adjusted while its month lasts."""

    code: ClassVar[str] = "forecast_month_is_over"


class TooManyFigures(Rejection):
    """More salespeople and currencies than can be planned for one month."""

    code: ClassVar[str] = "forecast_too_many_figures"
