"""Facts for the scoring tests: contributions, and how a test folds them."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st

from services.scoring.tier.contribution import Contribution
from services.scoring.tier.fold import CustomerTier, Occasion, heard
from services.scoring.tier.rules import Rules
from shared.policy import default_book

unhurried = settings(deadline=None, max_examples=100)
"""For properties: a loaded machine is no failure of theirs."""

RULES = Rules.of(default_book())
DAY_0 = datetime(2026, 1, 1, tzinfo=UTC)
CUSTOMER = "018f3f6e-7c1a-7b52-9a3e-2f60c1d4a001"
POINTS = {"complaint": (-30.0, -0.5), "contract": (0.0, 60.0), "purchase": (0.0, 60.0), "visit": (0.5, 2.0)}


def day(number: float) -> datetime:
    return DAY_0 + timedelta(days=number)


def fact(number: float, points: float, signal: str = "purchase", event_id: str | None = None) -> Contribution:
    source = "leads" if signal in {"purchase", "contract"} else "visits"
    return Contribution(day(number), event_id or f"{signal}@{number}", source, signal, signal, points)


def tier_after(facts: Iterable[Contribution], state: CustomerTier | None = None) -> CustomerTier:
    """Fold the facts as they come, each learned when it happened or at once after the newest."""
    state = state or CustomerTier(CUSTOMER)
    for one in facts:
        state = heard(state, one, Occasion(one.occurred_at), RULES)
    return state


@st.composite
def _contributions(draw: st.DrawFn, index: int) -> Contribution:
    signal = draw(st.sampled_from(sorted(POINTS)))
    low, high = POINTS[signal]
    points = draw(st.floats(low, high, allow_nan=False))
    number = draw(st.one_of(st.integers(0, 40), st.floats(0, 600, allow_nan=False)))
    return fact(number, points, signal, f"event-{index:02}")


FACT_LISTS = st.integers(1, 12).flatmap(
    lambda count: st.tuples(*(_contributions(index) for index in range(count))).map(list)
)
