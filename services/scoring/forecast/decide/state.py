"""A month's forecast as its facts tell it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple, Self, assert_never

from services.scoring.forecast.events import (
    FigureCompared,
    FigureDeviated,
    FigureForecast,
    FiguresEvent,
    FiguresPaged,
    ForecastAwaited,
    ForecastBegun,
    ForecastEvent,
    ForecastFinished,
    PageEvent,
    PageForecast,
    PageSegmented,
    RevisionsAsked,
    SalesPlanned,
    Scope,
    SegmentsCounted,
)


class Place(NamedTuple):
    """Whose figure, in which currency."""

    scope: Scope
    salesperson: str | None
    currency: str

    @classmethod
    def of(cls, salesperson: str | None, currency: str) -> Self:
        """Return the salesperson's place, or without one the company's."""
        return cls("company" if salesperson is None else "salesperson", salesperson, currency)


@dataclass(frozen=True, slots=True)
class Figures:
    """A page of figures and what came of them."""

    figures: Mapping[Place, FigureForecast] = field(default_factory=dict)
    compared: Mapping[Place, FigureCompared] = field(default_factory=dict)
    deviated: Mapping[Place, FigureDeviated] = field(default_factory=dict)
    paged: FiguresPaged | None = None
    asked: bool = False

    @property
    def continued(self) -> bool:
        """Whether other pages are behind it; one of which nothing else is said is alone."""
        return self.paged is not None and not self.paged.last


def figures_evolve(state: Figures, event: FiguresEvent) -> Figures:
    """Return the page after the fact."""
    match event:
        case FigureForecast():
            return replace(state, figures={**state.figures, place_of(event): event})
        case FigureCompared():
            return replace(state, compared={**state.compared, place_of(event): event})
        case FigureDeviated():
            return replace(state, deviated={**state.deviated, place_of(event): event})
        case RevisionsAsked():
            return replace(state, asked=True)
        case FiguresPaged():
            return replace(state, paged=event)
        case _:
            assert_never(event)


@dataclass(frozen=True, slots=True)
class Forecast:
    """The run, the plan in force for each place, and the first page of figures."""

    awaited: bool = False
    begun: ForecastBegun | None = None
    finished: ForecastFinished | None = None
    plans: Mapping[Place, SalesPlanned] = field(default_factory=dict)
    segments: SegmentsCounted | None = None
    first: Figures = field(default_factory=Figures)


Known = Forecast | None


def evolve(state: Known, event: ForecastEvent) -> Known:
    """Return the forecast after the fact."""
    known = state or Forecast()
    match event:
        case ForecastAwaited():
            return replace(known, awaited=True)
        case ForecastBegun():
            return replace(known, begun=event)
        case SegmentsCounted():
            return replace(known, segments=event)
        case ForecastFinished():
            return replace(known, finished=event)
        case SalesPlanned():
            return replace(known, plans={**known.plans, place_of(event): event})
        case _:
            return replace(known, first=figures_evolve(known.first, event))


def place_of(event: FigureForecast | SalesPlanned | FigureCompared | FigureDeviated) -> Place:
    """Return whose figure the fact is about."""
    return Place(event.scope, event.salesperson, event.currency)


def order(place: Place) -> tuple[str, str, str]:
    """Return by what figures are put in order, so that the same facts are always told alike."""
    return place.scope, place.salesperson or "", place.currency


@dataclass(frozen=True, slots=True)
class Page:
    """One page of customers: their lines, and the numbers of those in each segment, if they were judged."""

    made: PageForecast | None = None
    segmented: PageSegmented | None = None


def page_evolve(state: Page, event: PageEvent) -> Page:
    """Return the page after the fact."""
    match event:
        case PageForecast():
            return replace(state, made=event)
        case PageSegmented():
            return replace(state, segmented=event)
        case _:
            assert_never(event)
