"""A month's forecast as its facts tell it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple, Self, assert_never

from services.scoring.forecast.events import (
    FigureCompared,
    FigureDeviated,
    FigureForecast,
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
class Forecast:
    """The figures, the plan in force for each place, and what came of them."""

    awaited: bool = False
    begun: ForecastBegun | None = None
    finished: ForecastFinished | None = None
    figures: Mapping[Place, FigureForecast] = field(default_factory=dict)
    plans: Mapping[Place, SalesPlanned] = field(default_factory=dict)
    compared: Mapping[Place, FigureCompared] = field(default_factory=dict)
    deviated: Mapping[Place, FigureDeviated] = field(default_factory=dict)
    segments: SegmentsCounted | None = None
    asked: bool = False


Known = Forecast | None


def evolve(state: Known, event: ForecastEvent) -> Known:
    """Return the forecast after the fact."""
    known = state or Forecast()
    match event:
        case ForecastAwaited():
            changed = replace(known, awaited=True)
        case ForecastBegun():
            changed = replace(known, begun=event)
        case FigureForecast():
            changed = replace(known, figures={**known.figures, place_of(event): event})
        case SegmentsCounted():
            changed = replace(known, segments=event)
        case ForecastFinished():
            changed = replace(known, finished=event)
        case SalesPlanned():
            changed = replace(known, plans={**known.plans, place_of(event): event})
        case FigureCompared():
            changed = replace(known, compared={**known.compared, place_of(event): event})
        case FigureDeviated():
            changed = replace(known, deviated={**known.deviated, place_of(event): event})
        case RevisionsAsked():
            changed = replace(known, asked=True)
        case _:
            assert_never(event)
    return changed


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
