"""The company's own signals: the latest value of a field counts, and a gate caps the class (S3-09)."""

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scoring.tier.as_of import on_date
from services.scoring.tier.fold import CustomerTier, Occasion, advanced, heard
from services.scoring.tier.published import next_class, tier_changed
from services.scoring.tier.rulebook import Rulebook
from services.scoring.tier.rules import Rules
from services.scoring.tier.scored import ScoredFact, remembered
from shared.policy.rule import OUR_DEFAULT
from tests.scoring.facts import (
    CUSTOMER,
    FACT_LISTS,
    RULEBOOK,
    RULES,
    another,
    answered,
    day,
    fact,
    in_order,
    tier_after,
    told,
    unhurried,
)


def signal(reads: str, points: float = 0.0, **more: Any) -> dict[str, Any]:
    """Return a signal as a draft gives it."""
    title = {"zh": "自定义", "en": "our own"}
    ours = {"title": title, "source": OUR_DEFAULT, "reason": title, "reads": reads, "points": points}
    return ours | {"half_life_days": 60.0, "cap": 100.0} | more


DECLARED = {
    "intention": signal("sections.needs.intention", 50.0, when="value == 'firm'"),
    "staff": signal("sections.scale.staff", -60.0, when="value < 10", half_life_days=2.0),
    "satisfied": signal("forms.satisfaction.total", 30.0, when="value >= 80.0"),
    "fit": signal("forms.dealer_selection.fit", 40.0, when="value == 3"),
    "credit": signal("sections.credit.refused", when="value == true", caps_at="ordinary"),
}
OWN = Rules.of(another("own", 20, signals={"signals": DECLARED}))
ALL = Rulebook([RULES, OWN])
BOUGHT = [fact(21, 60.0), fact(22, 60.0)]


def test_the_latest_value_counts_and_ends_what_the_one_before_earned() -> None:
    facts = [*BOUGHT, told(23, "needs", intention="firm"), told(30, "needs", intention="unsure")]
    scores = [on_date(facts, day(number), ALL).why.score for number in (22, 23, 30)]
    assert scores[1] - scores[0] > 49
    assert scores[2] == on_date(BOUGHT, day(30), ALL).why.score
    basis = tier_after(facts, rulebook=ALL).basis
    assert basis is not None
    assert basis.score(day(30)) == pytest.approx(scores[2], abs=1e-5)


def test_a_value_that_is_no_longer_on_file_counts_no_more() -> None:
    facts = [*BOUGHT, told(23, "needs", intention="firm"), told(30, "needs", problems=["late"])]
    assert [part.signal for part in on_date(facts, day(30), ALL).why.parts] == ["purchase", "purchase"]


def test_a_value_repeated_counts_from_its_last_telling() -> None:
    twice = [told(23, "needs", intention="firm"), told(83, "needs", intention="firm", event_id="again")]
    (part,) = on_date(twice, day(83), ALL).why.parts
    assert (part.fact.event_id, part.points) == ("again", 50.0)


def test_a_gate_caps_the_class_whatever_the_score_until_the_value_is_another() -> None:
    capped = tier_after([*BOUGHT, told(25, "credit", refused=True)], rulebook=ALL)
    assert capped.standing is not None
    assert (capped.standing.tier, capped.standing.since) == ("ordinary", day(25))
    view = on_date(capped.facts, day(25), ALL)
    assert view.why.score > 100
    assert next_class("ordinary", view.why.score, OWN, view.holding, overridden=False) is None
    assert tier_changed(capped.changes[-1]).next is None
    lifted = tier_after([told(26, "credit", refused=False)], capped, ALL)
    assert lifted.standing is not None
    assert lifted.standing.tier == "key"


def test_a_class_under_a_gate_does_not_rise_by_time_alone() -> None:
    facts = [*BOUGHT, told(23, "scale", staff=3)]
    free, gated = (
        advanced(tier_after(in_order(some), rulebook=ALL), day(40), ALL)
        for some in (facts, [*facts, told(23.5, "credit", refused=True)])
    )
    assert free.standing is not None
    assert gated.standing is not None
    assert (free.standing.tier, free.standing.by) == ("key", "decay")
    assert gated.standing.tier == "ordinary"


def test_a_condition_without_an_answer_earns_nothing_and_is_told() -> None:
    facts = [*BOUGHT, told(23, "scale", staff=3), told(24, "scale", staff="a handful")]
    assert {part.points for part in on_date(facts, day(23), ALL).why.parts} >= {-60.0}
    why = on_date(facts, day(24), ALL).why
    assert [part.signal for part in why.parts] == ["purchase", "purchase"]
    (failed,) = why.failed
    assert (failed.signal, failed.fact.event_id) == ("signals.staff", "scale@24")
    assert on_date([*facts, told(25, "scale", staff=30)], day(25), ALL).why.failed == ()


def test_what_was_recorded_before_a_signal_was_declared_counts_from_the_day_of_its_book() -> None:
    known = told(1, "needs", intention="firm")
    facts = [fact(2, 50.0), fact(3, 30.0), known]
    state = advanced(tier_after(in_order(facts), rulebook=ALL), day(20), ALL)
    assert [(one.standing.tier, one.cause) for one in state.changes][-1] == ("key", "policy")
    assert "signals.intention" in {one.signal for one in tier_changed(state.changes[-1]).reasons}
    assert on_date(in_order(facts), day(19), ALL).why.score < 80


def test_satisfaction_counts_by_its_latest_total() -> None:
    facts = [*BOUGHT, answered(23, "satisfaction", 90.0, product=5), answered(60, "satisfaction", 40.0)]
    assert "signals.satisfied" in {part.signal for part in on_date(facts, day(59), ALL).why.parts}
    assert "signals.satisfied" not in {part.signal for part in on_date(facts, day(60), ALL).why.parts}


def test_a_dealer_that_matches_us_in_size_earns_and_one_that_is_too_big_does_not() -> None:
    earned = {
        size: [
            part.points
            for part in on_date([answered(23, "dealer_selection", fit=size)], day(23), ALL).why.parts
        ]
        for size in (None, 1, 3, 5)
    }
    assert earned == {None: [], 1: [], 3: [40.0], 5: []}


def test_a_fact_is_kept_as_it_was_told() -> None:
    for one in (told(1, "needs", intention="firm"), answered(2, "satisfaction", 9.5, product=None), *BOUGHT):
        row = (one.occurred_at, one.event_id, one.source, one.type, one.recorded_at, one.stored())
        assert remembered(*row) == one


CONTENTS = st.fixed_dictionaries(
    {},
    optional={
        "intention": st.sampled_from(["firm", "unsure"]),
        "staff": st.sampled_from([3, 30, "many"]),
        "refused": st.booleans(),
    },
)


@st.composite
def recordings(draw: st.DrawFn) -> list[ScoredFact]:
    """Return facts of any kind, in any order; no two of one moment and name."""
    sections = draw(
        st.lists(
            st.tuples(st.integers(0, 60), st.sampled_from(["needs", "scale", "credit"]), CONTENTS), max_size=6
        )
    )
    told_at = [told(at, name, f"told-{n}", **content) for n, (at, name, content) in enumerate(sections)]
    return [*draw(FACT_LISTS), *told_at]


@unhurried
@given(facts=recordings(), chance=st.randoms(use_true_random=False))
def test_any_order_of_arrival_of_values_and_facts_gives_the_same_state(
    facts: list[ScoredFact], chance: random.Random
) -> None:
    expected = advanced(tier_after(in_order(facts), rulebook=ALL), day(700), ALL)
    chance.shuffle(facts)
    lived = CustomerTier(CUSTOMER)
    for one in facts:
        lived = heard(lived, one, Occasion(day(650)), ALL)
    lived = advanced(lived, day(700), ALL)
    assert (lived.facts, lived.basis, lived.standing) == (expected.facts, expected.basis, expected.standing)


@unhurried
@given(facts=recordings(), when=st.integers(0, 100))
def test_the_score_that_is_explained_is_the_score_that_decides(facts: list[ScoredFact], when: int) -> None:
    by_then = [one for one in in_order(facts) if one.occurred_at <= day(when)]
    state = advanced(tier_after(by_then, rulebook=ALL), day(when), ALL)
    if state.basis is not None:
        explained = on_date(by_then, day(when), ALL).why.score
        assert state.basis.score(day(when)) == pytest.approx(explained, abs=1e-4)


def test_a_book_without_signals_passes_over_what_is_recorded() -> None:
    assert on_date([told(1, "needs", intention="firm")], day(2), RULEBOOK).why.parts == ()
