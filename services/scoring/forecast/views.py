"""How a month's forecast is told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from services.scoring.forecast import words
from services.scoring.forecast.decide import Figures, Forecast, Place
from services.scoring.forecast.decide.state import order
from services.scoring.forecast.events import (
    FigureCompared,
    FigureDeviated,
    FigureForecast,
    SalesPlanned,
    Scope,
)
from shared.kit.http.cursors import Page
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
    next: str | None = Field(
        default=None, description="address of the figures behind these, absent at the end"
    )
    bias: list[BiasView]


@dataclass(frozen=True, slots=True)
class FigureRow:
    """All that is known of one place."""

    place: Place
    figure: FigureForecast | None
    plan: SalesPlanned | None
    compared: FigureCompared | None
    deviated: FigureDeviated | None

    @property
    def key(self) -> tuple[str, str, str]:
        """Its place in the list."""
        return order(self.place)


def rows_of(page: Figures, plans: Mapping[Place, SalesPlanned]) -> list[FigureRow]:
    """Return what a page of figures holds, in its order, with the plans that belong to it."""
    return [
        FigureRow(
            place,
            page.figures.get(place),
            plans.get(place),
            page.compared.get(place),
            page.deviated.get(place),
        )
        for place in sorted({*page.figures, *plans}, key=order)
    ]


def forecast_view(
    month: str, known: Forecast, figures: Page[FigureView], bias: Iterable[Any], language: Language
) -> ForecastView:
    """Return what is shown of the month."""
    begun = known.begun
    return ForecastView(
        month=month,
        standing=_standing(known),
        starts_at=None if begun is None else begun.starts_at,
        ends_at=None if begun is None else begun.ends_at,
        made_at=None if begun is None else begun.occurred_at,
        late=any(figure.late for figure in known.first.figures.values()),
        half_life_days=None if begun is None else begun.half_life_days,
        policy_version=None if begun is None else begun.policy_version,
        figures=figures.items,
        next=figures.next,
        bias=[_bias(row, language) for row in bias],
    )


def _standing(known: Forecast) -> Standing:
    if known.first.compared:
        return "compared"
    if known.finished is not None:
        return "made"
    return "planned" if known.begun is None else "under_way"


def revisions_of(owed: Iterable[Any]) -> Mapping[Place, RevisionView]:
    """Return what became of each duty to revise a plan, by its place."""
    return {Place.of(row["salesperson"], row["currency"]): _revision(row) for row in owed}


def _revision(row: Any) -> RevisionView:
    return RevisionView(**{name: row[name] for name in RevisionView.model_fields})


def figure_view(row: FigureRow, revision: RevisionView | None, language: Language) -> FigureView:
    """Return what is shown of one place."""
    place, figure, plan = row.place, row.figure, row.plan
    compared, deviated = row.compared, row.deviated
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
