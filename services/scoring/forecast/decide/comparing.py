"""What becomes of a page of figures when its month is over."""

from collections.abc import Mapping

from services.scoring.forecast.decide.chain import COMPARE, REVISE, named, step
from services.scoring.forecast.decide.commands import Actual, AskRevisions, CompareForecast, ForecastNotDue
from services.scoring.forecast.decide.state import Figures, Place, order
from services.scoring.forecast.events import (
    FigureCompared,
    FigureDeviated,
    FigureForecast,
    RevisionsAsked,
    SalesPlanned,
)
from services.scoring.forecast.method import AMOUNT_MINOR_MAX, deviation_percent
from shared.kit.decider import CancelDeadline, DeadlineChange, Decision

OverEvent = FigureCompared | FigureDeviated | RevisionsAsked


def when_over(
    state: Figures, month: str, page: int, command: CompareForecast | AskRevisions
) -> Decision[OverEvent]:
    """Return what the page came to, and then that its revisions are owed. Raises ForecastNotDue."""
    if isinstance(command, CompareForecast):
        return _compare(state, month, page, command)
    return _ask_revisions(state, month, page, command)


def _compare(state: Figures, month: str, page: int, command: CompareForecast) -> Decision[OverEvent]:
    deadlines: list[DeadlineChange] = [CancelDeadline(named(month, "compare", page))]
    if state.compared:
        return Decision((), tuple(deadlines))
    if command.now < command.due_at:
        raise ForecastNotDue(due_at=command.due_at.isoformat())
    events: list[OverEvent] = []
    for place in sorted({*state.figures, *command.plans}, key=order):
        compared = _compared(month, place, state.figures.get(place), command)
        events.append(compared)
        if abs(compared.deviation_percent or 0.0) > command.allowed_percent:
            events.append(_deviated(compared, command))
    if state.continued:
        deadlines.append(step(month, "compare", COMPARE, command.now, page + 1))
    if any(isinstance(event, FigureDeviated) for event in events):
        deadlines.append(step(month, "revise", REVISE, command.now, page))
    return Decision(tuple(events), tuple(deadlines))


def _ask_revisions(state: Figures, month: str, page: int, command: AskRevisions) -> Decision[OverEvent]:
    over = CancelDeadline(named(month, "revise", page))
    if state.asked:
        return Decision((), (over,))
    return Decision((RevisionsAsked(month, command.duties, occurred_at=command.now),), (over,))


def between(
    plans: Mapping[Place, SalesPlanned], page: Figures, after: Place | None
) -> Mapping[Place, SalesPlanned]:
    """Return the plans of the page's places and of those between them, `after` the page before.

    Each plan belongs to one page so, and the last page has the rest.
    """
    until = max(map(order, page.figures)) if page.continued else None
    return {
        place: plan
        for place, plan in plans.items()
        if (after is None or order(place) > order(after)) and (until is None or order(place) <= until)
    }


def _compared(
    month: str, place: Place, figure: FigureForecast | None, command: CompareForecast
) -> FigureCompared:
    plan = command.plans.get(place)
    actual = command.actual.get(place, Actual())
    expected = 0 if figure is None else figure.amount_minor
    # More may have come back than was bought; sold is then nothing, and not less.
    again, first = (max(0, min(one, AMOUNT_MINOR_MAX)) for one in (actual.again_minor, actual.first_minor))
    # A plan is for all that is sold, to whomever.
    sold = again + first
    return FigureCompared(
        month,
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
