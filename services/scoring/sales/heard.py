"""What the sales model reads of each message, beside what all folds of scoring read."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.scoring.heard import (
    Amount,
    Breached,
    Captured,
    Filed,
    Graded,
    Heard,
    Moment,
    OwnedBy,
    Purchased,
    Returned,
)
from services.scoring.sales.heard_duties import HEARD as DUTIES
from services.scoring.sales.heard_planned import HEARD as PLANNED_CONTACTS
from services.scoring.sales.heard_plans import HEARD as PLANS
from services.scoring.sales.heard_promises import HEARD as PROMISES
from shared.contracts import forecasts, leads, ownership, scoring, visits
from shared.contracts.base import Contract


class Contracted(Heard, frozen=True, gc=False):
    """A contract was signed for a term."""

    contract_id: str
    amount_minor: Amount
    currency: str
    signed_at: Moment
    starts_on: date
    ends_on: date | None = None


class Shown(Heard, frozen=True, gc=False):
    """A material that the customer was shown."""

    material: str


class Met(Heard, frozen=True):
    """Somebody of us was in contact with the customer, for these purposes, and how it went."""

    contact_id: str
    channel: str
    purposes: tuple[str, ...]
    effective: bool
    salesperson: str
    happened_at: Moment
    kind: str | None = None
    counts_as: str | None = None
    topics: tuple[str, ...] | None = None
    methods: tuple[str, ...] | None = None
    shown: tuple[Shown, ...] | None = None


class Answered(Heard, frozen=True, gc=False):
    """A form was filled in."""

    form: str
    audience: str
    answered_at: Moment
    total: float | None = None


class Announced(Heard, frozen=True):
    """A policy book; of its chapters, what people are measured by."""

    version: str
    effective_from: Moment
    book: dict[str, Any]


class Line(Heard, frozen=True, gc=False):
    """What one customer is expected to buy."""

    customer_id: str
    currency: str
    amount_minor: Amount
    repeat_minor: Amount
    contracted_minor: Amount
    salesperson: str | None = None


class CustomersForecast(Heard, frozen=True):
    """A page of a month's forecast."""

    month: str
    made_at: Moment
    lines: tuple[Line, ...]


class Figure(Heard, frozen=True, gc=False):
    """A fact about one figure of a month."""

    month: str
    scope: str
    currency: str


class ForecastMade(Figure, frozen=True, gc=False):
    """What is expected."""

    amount_minor: Amount
    repeat_minor: Amount
    contracted_minor: Amount
    customers: int
    starts_at: Moment
    ends_at: Moment
    due_at: Moment
    made_at: Moment
    late: bool
    half_life_days: float
    policy_version: str
    salesperson: str | None = None


class SalesPlanned(Figure, frozen=True, gc=False):
    """What is planned."""

    target_minor: Amount
    market_trend_percent: float
    amount_minor: Amount
    reason: str
    planned_by: str
    planned_at: Moment
    before_minor: Amount | None = None
    salesperson: str | None = None


class ForecastCompared(Figure, frozen=True, gc=False):
    """What came of it."""

    forecast_minor: Amount
    actual_minor: Amount
    first_minor: Amount
    compared_at: Moment
    deviation_percent: float | None = None
    planned_minor: Amount | None = None
    plan_deviation_percent: float | None = None
    salesperson: str | None = None


class ForecastDeviated(Figure, frozen=True, gc=False):
    """It was too much."""

    allowed_percent: float
    revise_by: Moment
    salesperson: str | None = None


class SegmentCount(Heard, frozen=True, gc=False):
    """How many customers belong to a segment."""

    title_zh: str
    title_en: str
    customers: int
    segment: str | None = None


class SegmentsCounted(Heard, frozen=True):
    """All customers were judged."""

    month: str
    segments: tuple[SegmentCount, ...]
    counted_at: Moment
    policy_version: str


HEARD: Mapping[type[Contract], type[Heard]] = {
    leads.LeadCaptured: Captured,
    ownership.OwnerChanged: OwnedBy,
    leads.PurchaseRecorded: Purchased,
    leads.PurchaseReturned: Returned,
    leads.ContractSigned: Contracted,
    visits.VisitLogged: Met,
    visits.ComplaintFiled: Filed,
    visits.ComplaintBreached: Breached,
    visits.FormAnswered: Answered,
    scoring.TierChanged: Graded,
    scoring.PolicyAnnounced: Announced,
    forecasts.CustomersForecast: CustomersForecast,
    forecasts.ForecastMade: ForecastMade,
    forecasts.SalesPlanned: SalesPlanned,
    forecasts.ForecastCompared: ForecastCompared,
    forecasts.ForecastDeviated: ForecastDeviated,
    forecasts.SegmentsCounted: SegmentsCounted,
    **DUTIES,
    **PROMISES,
    **PLANNED_CONTACTS,
    **PLANS,
}
