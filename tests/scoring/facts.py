"""Facts for the scoring tests: what each is worth by the default book, and how a test folds them."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from hypothesis import settings
from hypothesis import strategies as st

from services.scoring.heard import Filed, Heard, Purchased, Signed, Visited
from services.scoring.policy.merging import merged
from services.scoring.tier.fold import CustomerTier, Occasion, heard
from services.scoring.tier.heard import FormValues, SectionValues
from services.scoring.tier.rulebook import Rulebook
from services.scoring.tier.rules import Rules
from services.scoring.tier.scored import ScoredFact
from shared.policy import PolicyBook, default_book
from shared.policy.complaint import Severity
from tests.support.policies import book_json

unhurried = settings(deadline=None, max_examples=100)
"""For properties: a loaded machine is no failure of theirs."""

RULES = Rules.of(default_book())
RULEBOOK = Rulebook([RULES])
DAY_0 = datetime(2026, 1, 1, tzinfo=UTC)
CUSTOMER = "018f3f6e-7c1a-7b52-9a3e-2f60c1d4a001"
SEVERITIES: dict[float, Severity] = {-5.0: "ordinary", -15.0: "serious", -30.0: "safety_or_legal"}
TYPES = {
    "purchase": "tuoke.leads.purchase-recorded",
    "contract": "tuoke.leads.contract-signed",
    "visit": "tuoke.visits.visit-logged",
    "complaint": "tuoke.visits.complaint-filed",
}


def day(number: float) -> datetime:
    return DAY_0 + timedelta(days=number)


def fact(number: float, points: float, signal: str = "purchase", event_id: str | None = None) -> ScoredFact:
    """Return a fact of that day which earns about so many points by the default book."""
    at, kind = day(number), TYPES[signal]
    source = kind.split(".")[1]
    return ScoredFact(at, event_id or f"{signal}@{number}", source, kind, at, _data(signal, points, at))


def told(number: float, section: str, event_id: str | None = None, **content: Any) -> ScoredFact:
    """Return a section recorded on that day."""
    at, raw = day(number), msgspec.Raw(msgspec.json.encode(content))
    name = event_id or f"{section}@{number}"
    return ScoredFact(at, name, "leads", "tuoke.leads.section-recorded", at, SectionValues(section, raw, at))


def answered(number: float, form: str, total: float | None = None, **items: int | None) -> ScoredFact:
    """Return a form filled in on that day."""
    at, raw = day(number), msgspec.Raw(msgspec.json.encode(items))
    values = FormValues(form, raw, total, at)
    return ScoredFact(at, f"{form}@{number}", "visits", "tuoke.visits.form-answered", at, values)


def _data(signal: str, points: float, at: datetime) -> Heard:
    match signal:
        case "purchase":
            return Purchased(round(points * 1000), "CNY", at)
        case "contract":
            return Signed(round(points * 2000), "CNY", at)
        case "visit":
            return Visited(points > 1, at)
        case _:
            return Filed("a complaint", SEVERITIES[points], at, at, at)


def another(version: str, from_day: float, **changed: Any) -> PolicyBook:
    """Return the default book in force from that day, with chapters changed as by JSON Merge Patch."""
    return PolicyBook.model_validate(merged(book_json(version, day(from_day)), changed))


def tier_after(
    facts: Iterable[ScoredFact], state: CustomerTier | None = None, rulebook: Rulebook = RULEBOOK
) -> CustomerTier:
    """Fold the facts as they come, each learned when it happened or at once after the newest."""
    state = state or CustomerTier(CUSTOMER)
    for one in facts:
        state = heard(state, one, Occasion(one.occurred_at), rulebook)
    return state


@st.composite
def _facts(draw: st.DrawFn, index: int) -> ScoredFact:
    signal = draw(st.sampled_from(sorted(TYPES)))
    worth: dict[str, st.SearchStrategy[float]] = {
        "complaint": st.sampled_from(sorted(SEVERITIES)),
        "visit": st.sampled_from((0.5, 2.0)),
    }
    points = draw(worth.get(signal, st.floats(0, 90, allow_nan=False)))
    number = draw(st.one_of(st.integers(0, 40), st.floats(0, 600, allow_nan=False)))
    return fact(number, points, signal, f"event-{index:02}")


FACT_LISTS = st.integers(1, 12).flatmap(
    lambda count: st.tuples(*(_facts(index) for index in range(count))).map(list)
)


def in_order(facts: Iterable[ScoredFact]) -> list[ScoredFact]:
    """Return the facts in the order in which they happened."""
    return sorted(facts, key=lambda one: one.place)
