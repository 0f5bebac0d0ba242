"""What becomes of a forecast when its month is over."""

from services.scoring.forecast.decide.chain import REVISE
from services.scoring.forecast.decide.commands import (
    Actual,
    AskRevisions,
    CompareForecast,
    ForecastNotDue,
    ForecastUnknown,
)
from services.scoring.forecast.decide.state import Forecast, Known, Place, order
from services.scoring.forecast.events import (
    FigureCompared,
    FigureDeviated,
    ForecastBegun,
    ForecastEvent,
    RevisionsAsked,
)
from services.scoring.forecast.method import AMOUNT_MINOR_MAX, deviation_percent
from shared.kit.decider import CancelDeadline, Decision, SetDeadline


def when_over(state: Known, command: CompareForecast | AskRevisions) -> Decision[ForecastEvent]:
    """Return what the month came to, and then that its revisions are owed. Raises the rejections."""
    if isinstance(command, CompareForecast):
        return _compare(state, command)
    return _ask_revisions(state, command)


def _compare(state: Known, command: CompareForecast) -> Decision[ForecastEvent]:
    if state is None or state.begun is None or state.finished is None:
        raise ForecastUnknown
    begun = state.begun
    over = CancelDeadline(f"forecast-{begun.month}/compare")
    if state.compared:
        return Decision((), (over,))
    if command.now < command.due_at:
        raise ForecastNotDue(due_at=command.due_at.isoformat())
    events: list[ForecastEvent] = []
    for place in sorted({*state.figures, *state.plans}, key=order):
        compared = _compared(state, begun, place, command)
        events.append(compared)
        if abs(compared.deviation_percent or 0.0) > command.allowed_percent:
            events.append(_deviated(compared, command))
    deviated = any(isinstance(event, FigureDeviated) for event in events)
    return Decision(tuple(events), (over, _revising(begun.month, command)) if deviated else (over,))


def _ask_revisions(state: Known, command: AskRevisions) -> Decision[ForecastEvent]:
    if state is None or state.begun is None:
        raise ForecastUnknown
    over = CancelDeadline(_revisions(state.begun.month))
    if state.asked:
        return Decision((), (over,))
    return Decision((RevisionsAsked(state.begun.month, command.duties, occurred_at=command.now),), (over,))


def _revisions(month: str) -> str:
    return f"forecast-{month}/revise"


def _revising(month: str, command: CompareForecast) -> SetDeadline:
    return SetDeadline(_revisions(month), REVISE, command.now, {"month": month})


def _compared(
    state: Forecast, begun: ForecastBegun, place: Place, command: CompareForecast
) -> FigureCompared:
    figure, plan = state.figures.get(place), state.plans.get(place)
    actual = command.actual.get(place, Actual())
    expected = 0 if figure is None else figure.amount_minor
    # More may have come back than was bought; sold is then nothing, and not less.
    again, first = (max(0, min(one, AMOUNT_MINOR_MAX)) for one in (actual.again_minor, actual.first_minor))
    # A plan is for all that is sold, to whomever.
    sold = again + first
    return FigureCompared(
        begun.month,
        *place,
        forecast_minor=expected,
        actual_minor=again,
        first_minor=first,
        deviation_percent=deviation_percent(expected, again),
        planned_minor=None if plan is None else plan.amount_minor,
        plan_deviation_percent=None if plan is None else deviation_percent(plan.amount_minor, sold),
        due_at=command.due_at,
        policy_version=command.policy_version,
        occurred_at=command.now,
    )


def _deviated(compared: FigureCompared, command: CompareForecast) -> FigureDeviated:
    return FigureDeviated(
        compared.month,
        compared.scope,
        compared.salesperson,
        compared.currency,
        forecast_minor=compared.forecast_minor,
        actual_minor=compared.actual_minor,
        deviation_percent=compared.deviation_percent or 0.0,
        allowed_percent=command.allowed_percent,
        revise_by=command.revise_by,
        policy_version=command.policy_version,
        occurred_at=command.now,
    )
