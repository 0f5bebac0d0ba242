"""How a month's forecast is told."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from services.scoring.forecast import words
from services.scoring.forecast.decide import Forecast, Place
from services.scoring.forecast.decide.state import order
from services.scoring.forecast.events import Scope
from shared.policy.rule import Language

Standing = Literal["planned", "under_way", "made", "compared"]


class RevisionView(BaseModel):
    """That the plan is to be revised, and what became of it (S2-02)."""

    party: str = Field(description="the role that owes it")
    due_at: datetime
    standing: Literal["open", "breached", "met"]
    escalated_to: str | None
    met_at: datetime | None
    met_by: str | None
    late: bool | None


class FigureView(BaseModel):
    """One figure of the month, in minor units; what is not known yet is empty."""

    scope: Scope
    salesperson: str | None
    currency: str
    forecast_minor: int | None
    repeat_minor: int | None
    contracted_minor: int | None
    customers: int | None
    planned_minor: int | None
    plan_reason: str | None
    actual_minor: int | None
    first_minor: int | None
    deviation_percent: float | None
    plan_deviation_percent: float | None
    revise_by: datetime | None
    revision: RevisionView | None = Field(description="empty until it was heard back, or if nothing is owed")
    words: list[str] = Field(description="the same for people, in the language asked for")


class BiasView(BaseModel):
    """The mean signed deviation of one salesperson, or of the company, over all months compared."""

    scope: Scope
    salesperson: str | None
    currency: str
    months: int
    bias_percent: float
    words: str


class ForecastView(BaseModel):
    """The forecast of one month. Each figure is kept as it was made."""

    month: str
    standing: Standing
    starts_at: datetime | None
    ends_at: datetime | None
    made_at: datetime | None
    late: bool
    half_life_days: float | None
    policy_version: str | None
    figures: list[FigureView]
    bias: list[BiasView]


def forecast_view(
    month: str, known: Forecast, bias: Iterable[Any], owed: Iterable[Any], language: Language
) -> ForecastView:
    """Return what is shown of the month."""
    begun = known.begun
    revisions = {Place.of(row["salesperson"], row["currency"]): _revision(row) for row in owed}
    places = sorted({*known.figures, *known.plans}, key=order)
    return ForecastView(
        month=month,
        standing=_standing(known),
        starts_at=None if begun is None else begun.starts_at,
        ends_at=None if begun is None else begun.ends_at,
        made_at=None if begun is None else begun.occurred_at,
        late=any(figure.late for figure in known.figures.values()),
        half_life_days=None if begun is None else begun.half_life_days,
        policy_version=None if begun is None else begun.policy_version,
        figures=[_figure(known, place, revisions.get(place), language) for place in places],
        bias=[_bias(row, language) for row in bias],
    )


def _standing(known: Forecast) -> Standing:
    if known.compared:
        return "compared"
    if known.finished is not None:
        return "made"
    return "planned" if known.begun is None else "under_way"


def _revision(row: Any) -> RevisionView:
    return RevisionView(**{name: row[name] for name in RevisionView.model_fields})


def _figure(known: Forecast, place: Place, revision: RevisionView | None, language: Language) -> FigureView:
    figure, plan = known.figures.get(place), known.plans.get(place)
    compared, deviated = known.compared.get(place), known.deviated.get(place)
    told: Sequence[str | None] = (
        None if figure is None else words.expected(figure, language),
        None if plan is None else words.planned(plan, language),
        None if compared is None else words.came(compared, deviated, language),
    )
    return FigureView(
        scope=place.scope,
        salesperson=place.salesperson,
        currency=place.currency,
        forecast_minor=None if figure is None else figure.amount_minor,
        repeat_minor=None if figure is None else figure.repeat_minor,
        contracted_minor=None if figure is None else figure.contracted_minor,
        customers=None if figure is None else figure.customers,
        planned_minor=None if plan is None else plan.amount_minor,
        plan_reason=None if plan is None else plan.reason,
        actual_minor=None if compared is None else compared.actual_minor,
        first_minor=None if compared is None else compared.first_minor,
        deviation_percent=None if compared is None else compared.deviation_percent,
        plan_deviation_percent=None if compared is None else compared.plan_deviation_percent,
        revise_by=None if deviated is None else deviated.revise_by,
        revision=revision,
        words=[sentence for sentence in told if sentence],
    )


def _bias(row: Any, language: Language) -> BiasView:
    place = Place(row["scope"], row["salesperson"], row["currency"])
    months, percent = row["months"], row["bias_percent"]
    return BiasView(
        **place._asdict(),
        months=months,
        bias_percent=percent,
        words=words.bias(place, months, percent, language),
    )
