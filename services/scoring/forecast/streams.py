"""The streams of a month's forecast: their names, and the facts that they hold."""

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
    SegmentsCounted,
)
from shared.kit.eventstore.codec import Codec

CODEC: Codec[ForecastEvent] = Codec(
    ForecastAwaited,
    ForecastBegun,
    FigureForecast,
    ForecastFinished,
    SalesPlanned,
    FigureCompared,
    FigureDeviated,
    SegmentsCounted,
    RevisionsAsked,
    FiguresPaged,
)
FIGURES_CODEC: Codec[FiguresEvent] = Codec(
    FigureForecast, FigureCompared, FigureDeviated, RevisionsAsked, FiguresPaged
)
PAGE_CODEC: Codec[PageEvent] = Codec(PageForecast, PageSegmented)


def stream_of(month: str) -> str:
    """Return the stream of the month's forecast, which is its key, too."""
    return f"forecast-{month}"


def page_stream(month: str, number: int) -> str:
    """Return the stream of one page."""
    return f"page-{month}-{number}"


def figures_stream(month: str, number: int) -> str:
    """Return the stream of one page of figures; the first page stands in the month's own."""
    return stream_of(month) if number == 1 else f"figures-{month}-{number}"
