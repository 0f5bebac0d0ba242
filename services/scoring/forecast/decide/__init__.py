"""What becomes true of a month's forecast, decided by pure functions.

Each step ends its own deadline and sets the next one's, so the chain of months never breaks: the last
step of a month awaits the month after it.
"""

from datetime import timedelta
from typing import assert_never

from services.scoring.duty.decide import done
from services.scoring.forecast.decide.chain import COMPARE, PAGES, making
from services.scoring.forecast.decide.commands import (
    Actual,
    AskRevisions,
    AwaitForecast,
    BeginForecast,
    CompareForecast,
    FinishForecast,
    ForecastCommand,
    ForecastNotDue,
    ForecastUnknown,
    MakePage,
    MonthIsOver,
    MonthOutOfReach,
    PlanSales,
    Sum,
    TooManyFigures,
)
from services.scoring.forecast.decide.comparing import when_over
from services.scoring.forecast.decide.pages import PAGE
from services.scoring.forecast.decide.state import Forecast, Known, Page, Place, evolve, order
from services.scoring.forecast.events import (
    FigureForecast,
    ForecastAwaited,
    ForecastBegun,
    ForecastEvent,
    ForecastFinished,
    SalesPlanned,
    SegmentsCounted,
)
from services.scoring.forecast.method import AMOUNT_MINOR_MAX
from shared.kit.decider import CancelDeadline, Decider, Decision, SetDeadline

__all__ = [
    "FORECAST",
    "PAGE",
    "Actual",
    "AskRevisions",
    "AwaitForecast",
    "BeginForecast",
    "CompareForecast",
    "FinishForecast",
    "Forecast",
    "ForecastCommand",
    "ForecastNotDue",
    "ForecastUnknown",
    "Known",
    "MakePage",
    "MonthIsOver",
    "MonthOutOfReach",
    "Page",
    "Place",
    "PlanSales",
    "Sum",
    "TooManyFigures",
    "decide",
    "evolve",
]

LATE_AFTER = timedelta(hours=1)
"""A run begun later than this after the turn of the month is recorded as late."""
BACK_MAX = timedelta(days=3 * 366)
AHEAD_MAX = timedelta(days=2 * 366)
"""How far from today a month may be forecast, or planned: what lies beyond is a slip of the pen."""
FIGURES_MAX = 3_000
"""Figures of a month: they are appended together, and read whole at each of its steps."""


def decide(state: Known, command: ForecastCommand) -> Decision[ForecastEvent]:
    """Return what becomes true. Raises the rejections of `commands`."""
    match command:
        case AwaitForecast():
            return _await(state, command)
        case BeginForecast():
            return _begin(state, command)
        case PlanSales():
            return _plan(state or Forecast(), command)
        case FinishForecast():
            return _finish(state, command)
        case CompareForecast() | AskRevisions():
            return when_over(state, command)
        case _:
            assert_never(command)


def _await(state: Known, command: AwaitForecast) -> Decision[ForecastEvent]:
    if state is not None and (state.awaited or state.begun is not None):
        return Decision()
    awaited = ForecastAwaited(command.month, command.starts_at, occurred_at=command.now)
    return Decision((awaited,), (making(command.month, command.starts_at),))


def _begin(state: Known, command: BeginForecast) -> Decision[ForecastEvent]:
    if state is not None and state.begun is not None:
        return Decision((), (CancelDeadline(f"forecast-{command.month}/make"),))
    if command.now < command.starts_at:
        raise ForecastNotDue(due_at=command.starts_at.isoformat())
    if command.starts_at < command.now - BACK_MAX:
        raise MonthOutOfReach(month=command.month)
    begun = ForecastBegun(
        month=command.month,
        starts_at=command.starts_at,
        ends_at=command.ends_at,
        half_life_days=command.half_life_days,
        policy_version=command.policy_version,
        begun_by=command.by,
        occurred_at=command.now,
    )
    first = SetDeadline(
        f"forecast-{command.month}/page-1",
        PAGES,
        command.now,
        {"month": command.month, "page": "1", "after": ""},
    )
    return Decision((begun,), (CancelDeadline(f"forecast-{command.month}/make"), first))


def _plan(state: Forecast, command: PlanSales) -> Decision[ForecastEvent]:
    if command.now >= command.ends_at:
        raise MonthIsOver(month=command.month)
    if command.ends_at > command.now + AHEAD_MAX:
        raise MonthOutOfReach(month=command.month)
    before = state.plans.get(command.place)
    said = command.target_minor, command.market_trend_percent
    if before is not None and said == (before.target_minor, before.market_trend_percent):
        return Decision()
    if before is None and len(state.plans) >= FIGURES_MAX:
        raise TooManyFigures(most=str(FIGURES_MAX))
    amount = round(command.target_minor * (1 + command.market_trend_percent / 100))
    planned = SalesPlanned(
        command.month,
        *command.place,
        target_minor=command.target_minor,
        market_trend_percent=command.market_trend_percent,
        amount_minor=min(amount, AMOUNT_MINOR_MAX),
        before_minor=None if before is None else before.amount_minor,
        reason=command.reason,
        planned_by=command.by,
        occurred_at=command.now,
    )
    told = f"forecast-{command.month}/planned-{command.subject_id}/{command.now.isoformat()}"
    return Decision((planned,), (done(told, command.subject_id, command.month, command.by, command.now),))


def _finish(state: Known, command: FinishForecast) -> Decision[ForecastEvent]:
    if state is None or state.begun is None:
        raise ForecastUnknown
    begun = state.begun
    over = CancelDeadline(f"forecast-{begun.month}/finish")
    if state.finished is not None:
        return Decision((), (over,))
    if len(command.sums) > FIGURES_MAX:
        raise TooManyFigures(most=str(FIGURES_MAX))
    figures = [_figure(begun, place, command.sums[place]) for place in sorted(command.sums, key=order)]
    counted = (
        [SegmentsCounted(begun.month, command.segments, command.segmented_by, occurred_at=command.now)]
        if command.segments
        else []
    )
    finished = ForecastFinished(begun.month, len(figures), occurred_at=command.now)
    comparing = SetDeadline(
        f"forecast-{begun.month}/compare", COMPARE, command.compare_at, {"month": begun.month}
    )
    return Decision(
        (*figures, *counted, finished), (over, comparing, making(command.following, begun.ends_at))
    )


def _figure(begun: ForecastBegun, place: Place, summed: Sum) -> FigureForecast:
    return FigureForecast(
        begun.month,
        *place,
        amount_minor=min(summed.amount_minor, AMOUNT_MINOR_MAX),
        repeat_minor=min(summed.repeat_minor, AMOUNT_MINOR_MAX),
        contracted_minor=min(summed.contracted_minor, AMOUNT_MINOR_MAX),
        customers=summed.customers,
        starts_at=begun.starts_at,
        ends_at=begun.ends_at,
        late=begun.occurred_at > begun.starts_at + LATE_AFTER,
        half_life_days=begun.half_life_days,
        policy_version=begun.policy_version,
        # When the run began: by then the facts were gathered, however long it took.
        occurred_at=begun.occurred_at,
    )


FORECAST: Decider[Known, ForecastCommand, ForecastEvent] = Decider(None, evolve, decide)
