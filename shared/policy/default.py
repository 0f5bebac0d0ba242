"""The book that ships with the system: starting points, each with its clause and its reason."""

from datetime import UTC, datetime
from functools import cache

from shared.policy.book import PolicyBook
from shared.policy.default_cadence import CADENCE
from shared.policy.default_calendar import CALENDAR
from shared.policy.default_complaint import COMPLAINT
from shared.policy.default_contacts import CONTACTS
from shared.policy.default_customer_file import CUSTOMER_FILE
from shared.policy.default_effort import EFFORT
from shared.policy.default_evaluation import EVALUATION
from shared.policy.default_forecast import FORECAST
from shared.policy.default_forms import FORMS
from shared.policy.default_functions import FUNCTIONS_CHAPTER
from shared.policy.default_inspections import INSPECTIONS
from shared.policy.default_matters import MATTERS
from shared.policy.default_obligations import OBLIGATIONS
from shared.policy.default_offers import OFFERS
from shared.policy.default_pipelines import PIPELINES
from shared.policy.default_plans import PLANS
from shared.policy.default_pool import POOL
from shared.policy.default_promises import PROMISES
from shared.policy.default_sanctions import SANCTIONS
from shared.policy.default_score import SCORE
from shared.policy.default_sections import SECTIONS
from shared.policy.default_segments import SEGMENTS
from shared.policy.default_service import SERVICE
from shared.policy.default_signals import SIGNALS
from shared.policy.default_surveys import SURVEYS
from shared.policy.default_tier import TIER
from shared.policy.rule import Text

DEFAULT_VERSION = "default-1"


@cache
def default_book() -> PolicyBook:
    """Return the default book. It holds from before any fact, so that every fact has a rule."""
    return PolicyBook(
        version=DEFAULT_VERSION,
        title=Text(zh="客户开发与管理制度（默认）", en="Customer development policy (default)"),
        effective_from=datetime(1970, 1, 1, tzinfo=UTC),
        functions=FUNCTIONS_CHAPTER,
        calendar=CALENDAR,
        tier=TIER,
        score=SCORE,
        signals=SIGNALS,
        segments=SEGMENTS,
        offers=OFFERS,
        pipelines=PIPELINES,
        plans=PLANS,
        cadence=CADENCE,
        effort=EFFORT,
        contacts=CONTACTS,
        obligations=OBLIGATIONS,
        pool=POOL,
        sections=SECTIONS,
        customer_file=CUSTOMER_FILE,
        forms=FORMS,
        surveys=SURVEYS,
        complaint=COMPLAINT,
        matters=MATTERS,
        service=SERVICE,
        promises=PROMISES,
        forecast=FORECAST,
        inspections=INSPECTIONS,
        sanctions=SANCTIONS,
        evaluation=EVALUATION,
    )
