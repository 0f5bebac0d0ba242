"""What the world hears of a forecast: its figures and lines, the plans, and what came of them."""

from typing import assert_never

from services.scoring.forecast.events import (
    FigureCompared,
    FigureDeviated,
    FigureForecast,
    FiguresPaged,
    ForecastAwaited,
    ForecastBegun,
    ForecastEvent,
    ForecastFinished,
    PageEvent,
    PageSegmented,
    RevisionsAsked,
    SalesPlanned,
    SegmentsCounted,
)
from shared.contracts import forecasts


def publish(event: ForecastEvent) -> forecasts.ForecastFact | None:
    """Return the contract that tells this fact, or None: how a run gets on is our own affair."""
    match event:
        case FigureForecast():
            return _made(event)
        case SalesPlanned():
            return forecasts.SalesPlanned(
                **_figure(event),
                target_minor=event.target_minor,
                market_trend_percent=event.market_trend_percent,
                amount_minor=event.amount_minor,
                before_minor=event.before_minor,
                reason=event.reason,
                planned_by=event.planned_by,
                planned_at=event.occurred_at,
            )
        case FigureCompared():
            return _compared(event)
        case FigureDeviated():
            return forecasts.ForecastDeviated(
                **_figure(event),
                forecast_minor=event.forecast_minor,
                actual_minor=event.actual_minor,
                deviation_percent=event.deviation_percent,
                allowed_percent=event.allowed_percent,
                revise_by=event.revise_by,
                compared_at=event.occurred_at,
                policy_version=event.policy_version,
            )
        case SegmentsCounted():
            return forecasts.SegmentsCounted.model_validate(
                {
                    "month": event.month,
                    "segments": [
                        {
                            "segment": one.segment,
                            "title_zh": one.title_zh,
                            "title_en": one.title_en,
                            "customers": one.customers,
                        }
                        for one in event.segments
                    ],
                    "counted_at": event.occurred_at,
                    "policy_version": event.policy_version,
                }
            )
        case ForecastAwaited() | ForecastBegun() | ForecastFinished() | RevisionsAsked() | FiguresPaged():
            return None
        case _:
            assert_never(event)


def publish_page(event: PageEvent) -> forecasts.CustomersForecast | None:
    """Return the contract that tells the page's lines, or None of a page of whom nothing is expected.

    Its segments are told in one sum with those of the other pages.
    """
    if isinstance(event, PageSegmented) or not event.lines:
        return None
    return forecasts.CustomersForecast.model_validate(
        {
            "month": event.month,
            "page": event.page,
            "made_at": event.occurred_at,
            "lines": [
                {
                    "customer_id": line.customer_id,
                    "salesperson": line.salesperson,
                    "currency": line.currency,
                    "amount_minor": line.amount_minor,
                    "repeat_minor": line.repeat_minor,
                    "contracted_minor": line.contracted_minor,
                }
                for line in event.lines
            ],
        }
    )


def _made(event: FigureForecast) -> forecasts.ForecastMade:
    return forecasts.ForecastMade(
        **_figure(event),
        amount_minor=event.amount_minor,
        repeat_minor=event.repeat_minor,
        contracted_minor=event.contracted_minor,
        customers=event.customers,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        basis_until=event.starts_at,
        due_at=event.starts_at,
        made_at=event.occurred_at,
        late=event.late,
        half_life_days=event.half_life_days,
        policy_version=event.policy_version,
    )


def _compared(event: FigureCompared) -> forecasts.ForecastCompared:
    return forecasts.ForecastCompared(
        **_figure(event),
        forecast_minor=event.forecast_minor,
        actual_minor=event.actual_minor,
        first_minor=event.first_minor,
        deviation_percent=event.deviation_percent,
        planned_minor=event.planned_minor,
        plan_deviation_percent=event.plan_deviation_percent,
        due_at=event.due_at,
        compared_at=event.occurred_at,
        policy_version=event.policy_version,
    )


def _figure(event: FigureForecast | SalesPlanned | FigureCompared | FigureDeviated) -> dict[str, str | None]:
    return {
        "month": event.month,
        "scope": event.scope,
        "salesperson": event.salesperson,
        "currency": event.currency,
    }
