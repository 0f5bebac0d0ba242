"""Facts of the forecast of one month, and what is asked about it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from services.scoring.forecast.decide import (
    Actual,
    BeginForecast,
    Closing,
    CompareForecast,
    FinishForecast,
    Place,
    PlanSales,
    Sum,
)
from services.scoring.forecast.events import (
    FigureCompared,
    FigureForecast,
    ForecastAwaited,
    ForecastBegun,
    ForecastFinished,
    SalesPlanned,
)
from shared.kit.decider import SetDeadline

MONTH = "2026-12"
STARTS = datetime(2026, 11, 30, 16, tzinfo=UTC)
ENDS = datetime(2026, 12, 31, 16, tzinfo=UTC)
DUE = ENDS + timedelta(days=5)
REVISE_BY = DUE + timedelta(days=7)
SUBJECT = UUID("018f3f6e-7c1a-5b52-9a3e-2f60c1d4d001")
COMPANY, WANG = Place("company", None, "CNY"), Place("salesperson", "wang", "CNY")

AWAITED = ForecastAwaited(MONTH, STARTS, occurred_at=STARTS - timedelta(days=3))
BEGUN = ForecastBegun(MONTH, STARTS, ENDS, 60.0, "default-1", begun_by="clock", occurred_at=STARTS)
MAKE = SetDeadline("forecast-2026-12/make", "forecast-make", STARTS, {"month": MONTH})
FIRST_PAGE = {"month": MONTH, "page": "1"}
FINISHED = ForecastFinished(MONTH, 2, occurred_at=STARTS)


def figure(place: Place = COMPANY, amount: int = 1_000, *, late: bool = False) -> FigureForecast:
    return FigureForecast(
        MONTH, *place, amount, 900, 400, 3, STARTS, ENDS, late, 60.0, "default-1", occurred_at=STARTS
    )


def begin(now: datetime = STARTS) -> BeginForecast:
    return BeginForecast(MONTH, STARTS, ENDS, 60.0, "default-1", "clock", now)


def finish(sums: dict[Place, Sum]) -> FinishForecast:
    return FinishForecast(sums, Closing(DUE, "2027-01"), STARTS)


def plan(target: int = 2_000, trend: float = 5.0, now: datetime = STARTS) -> PlanSales:
    return PlanSales(MONTH, ENDS, WANG, target, trend, "season", SUBJECT, "li", now)


def planned(amount: int = 2_100, before: int | None = None) -> SalesPlanned:
    return SalesPlanned(MONTH, *WANG, 2_000, 5.0, amount, before, "season", "li", occurred_at=STARTS)


def compare(again: int, first: int = 0, now: datetime = DUE) -> CompareForecast:
    return CompareForecast({COMPANY: Actual(again, first)}, {}, DUE, 15.0, REVISE_BY, "default-1", now)


def compared(actual: int, deviation: float, first: int = 0) -> FigureCompared:
    return FigureCompared(
        MONTH,
        *COMPANY,
        forecast_minor=1_000,
        actual_minor=actual,
        first_minor=first,
        deviation_percent=deviation,
        planned_minor=None,
        plan_deviation_percent=None,
        due_at=DUE,
        policy_version="default-1",
        occurred_at=DUE,
    )
