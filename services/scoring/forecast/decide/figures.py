"""Figures are made a page at a time, in the order of their places, and compared by the same pages.

The first page stands in the stream of the month; each further one has a stream of its own.
"""

from collections.abc import Mapping
from datetime import timedelta

from services.scoring.forecast.decide.chain import CLOSE, FIGURES, named, step
from services.scoring.forecast.decide.commands import (
    FiguresCommand,
    MakeFigures,
    Sum,
)
from services.scoring.forecast.decide.comparing import when_over
from services.scoring.forecast.decide.state import Figures, Place, figures_evolve, order
from services.scoring.forecast.events import FigureForecast, FiguresEvent, FiguresPaged, ForecastBegun
from services.scoring.forecast.method import AMOUNT_MINOR_MAX
from shared.kit.decider import CancelDeadline, Decider, Decision

LATE_AFTER = timedelta(hours=1)
"""A run begun later than this after the turn of the month is recorded as late."""


def figures_decide(state: Figures, command: FiguresCommand) -> Decision[FiguresEvent]:
    """Return the page's figures, or what came of them. Raises ForecastNotDue."""
    if isinstance(command, MakeFigures):
        return _make(state, command)
    over = when_over(state, command.month, command.page, command.command)
    return Decision(over.events, over.deadlines)


def _make(state: Figures, command: MakeFigures) -> Decision[FiguresEvent]:
    month, page = command.begun.month, command.page
    over = CancelDeadline(named(month, "figures", page))
    if state.paged is not None:
        # The step after a page that is there already was set with it.
        return Decision((), (over,))
    paged = FiguresPaged(month, page, command.last, occurred_at=command.now)
    following = (
        step(month, "close", CLOSE, command.now)
        if command.last
        else step(month, "figures", FIGURES, command.now, page + 1)
    )
    return Decision((*made(command.begun, command.sums), paged), (over, following))


def made(begun: ForecastBegun, sums: Mapping[Place, Sum]) -> list[FigureForecast]:
    """Return the figures that the sums are, in their order."""
    return [_figure(begun, place, sums[place]) for place in sorted(sums, key=order)]


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


FIGURES_PAGE: Decider[Figures, FiguresCommand, FiguresEvent] = Decider(
    Figures(), figures_evolve, figures_decide
)
