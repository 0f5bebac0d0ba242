"""What becomes true of a month's forecast, decided by pure functions.

Each step ends its own deadline and sets the next one's, so the chain of months never breaks: the last
step of a month awaits the month after it.
"""

from datetime import datetime, timedelta
from typing import assert_never

from services.scoring.duty.decide import done
from services.scoring.forecast.decide.chain import COMPARE, FIGURES, PAGES, making, named, step
from services.scoring.forecast.decide.commands import (
    Actual,
    AskRevisions,
    AwaitForecast,
    BeginForecast,
    CloseForecast,
    Closing,
    CompareForecast,
    FinishForecast,
    ForecastCommand,
    ForecastNotDue,
    ForecastUnknown,
    MakeFigures,
    MakePage,
    MonthIsOver,
    MonthOutOfReach,
    OfPage,
    PlanSales,
    Sum,
    TooManyFigures,
)
from services.scoring.forecast.decide.comparing import between, when_over
from services.scoring.forecast.decide.figures import FIGURES_PAGE, LATE_AFTER, made
from services.scoring.forecast.decide.pages import PAGE
from services.scoring.forecast.decide.state import Figures, Forecast, Known, Page, Place, evolve
from services.scoring.forecast.events import (
    FiguresPaged,
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
    "FIGURES_PAGE",
    "FORECAST",
    "LATE_AFTER",
    "PAGE",
    "Actual",
    "AskRevisions",
    "AwaitForecast",
    "BeginForecast",
    "CloseForecast",
    "Closing",
    "CompareForecast",
    "Figures",
    "FinishForecast",
    "Forecast",
    "ForecastCommand",
    "ForecastNotDue",
    "ForecastUnknown",
    "Known",
    "MakeFigures",
    "MakePage",
    "MonthIsOver",
    "MonthOutOfReach",
    "OfPage",
    "Page",
    "Place",
    "PlanSales",
    "Sum",
    "TooManyFigures",
    "between",
    "decide",
    "evolve",
]

BACK_MAX = timedelta(days=3 * 366)
AHEAD_MAX = timedelta(days=2 * 366)
"""How far from today a month may be forecast, or planned: what lies beyond is a slip of the pen."""
PLANS_MAX = 3_000
"""Plans of a month: they are read whole at each of its steps."""


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
        case CloseForecast():
            return _close(state, command)
        case CompareForecast() | AskRevisions():
            return _when_over(state, command)
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
    if before is None and len(state.plans) >= PLANS_MAX:
        raise TooManyFigures(most=str(PLANS_MAX))
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
    over = CancelDeadline(named(begun.month, "finish"))
    if state.finished is not None or state.first.paged is not None:
        return Decision((), (over,))
    figures = made(begun, command.sums)
    if command.closing is None:
        paged = FiguresPaged(begun.month, 1, last=False, occurred_at=command.now)
        return Decision((*figures, paged), (over, step(begun.month, "figures", FIGURES, command.now, 2)))
    closed = _closed(begun, len(figures), command.closing, command.now)
    return Decision((*figures, *closed.events), (over, *closed.deadlines))


def _close(state: Known, command: CloseForecast) -> Decision[ForecastEvent]:
    if state is None or state.begun is None:
        raise ForecastUnknown
    over = CancelDeadline(named(state.begun.month, "close"))
    if state.finished is not None:
        return Decision((), (over,))
    closed = _closed(state.begun, command.figures, command.closing, command.now)
    return Decision(closed.events, (over, *closed.deadlines))


def _closed(begun: ForecastBegun, figures: int, closing: Closing, now: datetime) -> Decision[ForecastEvent]:
    counted = (
        [SegmentsCounted(begun.month, closing.segments, closing.segmented_by, occurred_at=now)]
        if closing.segments
        else []
    )
    finished = ForecastFinished(begun.month, figures, occurred_at=now)
    comparing = step(begun.month, "compare", COMPARE, closing.compare_at)
    return Decision((*counted, finished), (comparing, making(closing.following, begun.ends_at)))


def _when_over(state: Known, command: CompareForecast | AskRevisions) -> Decision[ForecastEvent]:
    if state is None or state.begun is None or state.finished is None:
        raise ForecastUnknown
    over = when_over(state.first, state.begun.month, 1, command)
    return Decision(over.events, over.deadlines)


FORECAST: Decider[Known, ForecastCommand, ForecastEvent] = Decider(None, evolve, decide)
