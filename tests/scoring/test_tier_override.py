"""A person's override over the score: shown while it holds, in whatever order it is heard."""

import random
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.scoring.tier.as_of import on_date
from services.scoring.tier.fold import CustomerTier, Occasion, advanced, heard
from services.scoring.tier.heard import OverrideEnded, OverrideSet
from services.scoring.tier.rulebook import Rulebook
from services.scoring.tier.scored import ScoredFact
from services.scoring.tier.standing import next_crossing
from shared.policy.tier import TIER_CLASSES, TierClass
from tests.scoring.dated_books import ALL, said
from tests.scoring.facts import (
    CUSTOMER,
    FACT_LISTS,
    RULEBOOK,
    day,
    fact,
    in_order,
    tier_after,
    unhurried,
)

BOUGHT = [fact(1, 50.0)]
KEY = [fact(1, 60.0), fact(2, 60.0)]


def override(number: float, tier: TierClass, until: float, event_id: str | None = None) -> ScoredFact:
    at = day(number)
    data = OverrideSet(tier, "strategic", day(until), "chen.yu", at)
    name = event_id or f"override@{number}"
    return ScoredFact(at, name, "scoring", "tuoke.scoring.tier-overridden", at, data)


def ended(number: float, event_id: str | None = None) -> ScoredFact:
    at = day(number)
    name = event_id or f"ended@{number}"
    return ScoredFact(at, name, "scoring", "tuoke.scoring.tier-override-ended", at, OverrideEnded(at))


def test_an_override_is_said_at_once_and_its_end_at_its_time() -> None:
    state = tier_after([*BOUGHT, override(3, "key", 30)])
    assert said(state)[1:] == [("ordinary", "key", "override", day(3))]
    assert state.basis is not None
    assert state.standing is not None
    crossing = next_crossing(state.basis, state.standing)
    assert crossing is not None
    assert (crossing.tier, crossing.since) == ("ordinary", day(30))
    assert advanced(state, day(30) - timedelta(seconds=1), RULEBOOK).said == state.said
    over = advanced(state, day(31), RULEBOOK)
    assert said(over)[2:] == [("key", "ordinary", "override", day(30))]
    assert advanced(over, day(40), RULEBOOK).said == over.said


def test_beneath_an_override_the_score_goes_on_and_is_what_holds_after_it() -> None:
    state = advanced(tier_after([*KEY, override(3, "ordinary", 60), fact(40, 60.0)]), day(60), RULEBOOK)
    assert [change[1:3] for change in said(state)] == [
        ("ordinary", "fact"),
        ("key", "fact"),
        ("ordinary", "override"),
        ("key", "override"),
    ]
    view = on_date(state.facts, day(50), RULEBOOK)
    assert (view.tier, view.beneath) == ("ordinary", "key")
    assert view.override is not None
    assert (view.override.by, view.override.reason) == ("chen.yu", "strategic")
    assert on_date(state.facts, day(60), RULEBOOK).override is None


def test_a_class_that_falls_beneath_an_override_falls_unsaid() -> None:
    state = advanced(tier_after([*KEY, override(3, "key", 400)]), day(390), RULEBOOK)
    assert [change[2] for change in said(state)] == ["fact", "fact"]
    assert said(advanced(state, day(400), RULEBOOK))[2:] == [("key", "ordinary", "override", day(400))]


def test_an_override_that_is_ended_early_holds_until_then() -> None:
    state = tier_after([*BOUGHT, override(3, "key", 30), ended(10)])
    assert said(state)[1:] == [
        ("ordinary", "key", "override", day(3)),
        ("key", "ordinary", "override", day(10)),
    ]
    assert advanced(state, day(100), RULEBOOK).said == state.said


def test_the_end_that_is_told_at_its_time_changes_nothing_more() -> None:
    state = tier_after([*BOUGHT, override(3, "key", 30), ended(30)])
    assert [change[2:] for change in said(state)[1:]] == [("override", day(3)), ("override", day(30))]


def test_another_override_takes_the_place_of_the_one_before() -> None:
    state = advanced(
        tier_after([*BOUGHT, override(3, "key", 30), override(5, "potential", 20)]), day(25), RULEBOOK
    )
    assert [change[1:] for change in said(state)[1:]] == [
        ("key", "override", day(3)),
        ("potential", "override", day(5)),
        ("ordinary", "override", day(20)),
    ]


def test_somebody_of_whom_nothing_else_is_known_can_be_overridden() -> None:
    assert said(tier_after([override(3, "key", 30)])) == [("potential", "key", "override", day(3))]


@st.composite
def overridden(draw: st.DrawFn) -> list[ScoredFact]:
    """Return facts with overrides and ends among them."""
    facts = list(draw(FACT_LISTS))
    for number in range(draw(st.integers(1, 3))):
        at, lasts = draw(st.integers(0, 300)), draw(st.integers(1, 200))
        facts.append(override(at, draw(st.sampled_from(TIER_CLASSES)), at + lasts, f"set-{number}"))
        if draw(st.booleans()):
            facts.append(ended(at + draw(st.integers(0, lasts)), f"over-{number}"))
    return facts


@unhurried
@given(facts=overridden(), chance=st.randoms(use_true_random=False))
def test_the_order_in_which_overrides_and_facts_are_heard_leaves_no_trace(
    facts: list[ScoredFact], chance: random.Random
) -> None:
    everything = Rulebook(ALL)
    expected = advanced(tier_after(in_order(facts), rulebook=everything), day(800), everything)
    chance.shuffle(facts)
    lived, learned = CustomerTier(CUSTOMER), day(0)
    for one in facts:
        learned = max(learned, one.occurred_at)
        lived = heard(lived, one, Occasion(learned), everything)
        if chance.random() < 1 / 2:
            lived = advanced(lived, learned, everything)
    lived = advanced(lived, day(800), everything)
    assert (lived.facts, lived.basis, lived.standing) == (expected.facts, expected.basis, expected.standing)


@unhurried
@given(facts=overridden(), when=st.integers(0, 700))
def test_what_is_shown_is_the_override_while_one_holds_and_else_the_score(
    facts: list[ScoredFact], when: int
) -> None:
    by_then = [one for one in in_order(facts) if one.occurred_at <= day(when)]
    view, scored = (
        on_date(some, day(when), RULEBOOK)
        for some in (by_then, [one for one in by_then if one.source != "scoring"])
    )
    assert view.beneath == scored.tier
    assert view.tier == (scored.tier if view.override is None else view.override.tier)
    assert view.why.parts == scored.why.parts
