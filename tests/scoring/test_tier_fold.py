"""The class timeline: a function of the facts, in whatever order they are heard."""

import random
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scoring.tier.fold import CustomerTier, Occasion, advanced, heard
from services.scoring.tier.published import message, tier_changed
from services.scoring.tier.scored import ScoredFact
from services.scoring.tier.standing import next_crossing
from tests.scoring.facts import (
    CUSTOMER,
    DAY_0,
    FACT_LISTS,
    RULEBOOK,
    RULES,
    day,
    fact,
    in_order,
    tier_after,
    unhurried,
)

NOW = day(700)


def believed(state: CustomerTier) -> tuple[object, ...]:
    return state.facts, state.basis, state.standing, state.heard_until


def said(state: CustomerTier) -> list[tuple[str, str, str, float]]:
    return [
        (
            change.before,
            change.standing.tier,
            change.cause,
            (change.standing.since - DAY_0) / timedelta(days=1),
        )
        for change in state.changes
    ]


@unhurried
@given(facts=FACT_LISTS, seed=st.randoms(use_true_random=False))
def test_any_order_of_arrival_gives_the_same_state_to_the_bit(
    facts: list[ScoredFact], seed: random.Random
) -> None:
    shuffled = list(facts)
    seed.shuffle(shuffled)
    assert believed(tier_after(shuffled)) == believed(tier_after(in_order(facts)))


@unhurried
@given(facts=FACT_LISTS, seed=st.randoms(use_true_random=False), ticks=st.lists(st.integers(0, 800)))
def test_ticks_between_the_facts_leave_no_trace_in_the_state_as_of_later(
    facts: list[ScoredFact], seed: random.Random, ticks: list[int]
) -> None:
    ticked = CustomerTier(CUSTOMER)
    for one in facts:
        ticked = heard(ticked, one, Occasion(one.occurred_at), RULEBOOK)
        if ticks:
            ticked = advanced(ticked, day(seed.choice(ticks)), RULEBOOK)
    expected = advanced(tier_after(facts), NOW, RULEBOOK)
    assert believed(advanced(ticked, NOW, RULEBOOK)) == believed(expected)


@unhurried
@given(facts=FACT_LISTS, tick_days=st.sets(st.integers(0, 800)))
def test_what_is_said_of_facts_in_order_does_not_depend_on_the_ticks_between(
    facts: list[ScoredFact], tick_days: set[int]
) -> None:
    ordered = in_order(facts)
    ticked = CustomerTier(CUSTOMER)
    due = sorted(tick_days)
    for one in ordered:
        while due and day(due[0]) < one.occurred_at:
            ticked = advanced(ticked, day(due.pop(0)), RULEBOOK)
        ticked = heard(ticked, one, Occasion(one.occurred_at), RULEBOOK)
    plain = advanced(tier_after(ordered), NOW, RULEBOOK)
    assert said(advanced(ticked, NOW, RULEBOOK)) == said(plain)


@unhurried
@given(facts=FACT_LISTS, seed=st.randoms(use_true_random=False))
def test_each_change_starts_where_the_last_ended_and_the_last_is_what_is_believed(
    facts: list[ScoredFact], seed: random.Random
) -> None:
    seed.shuffle(facts)
    state = advanced(tier_after(facts), NOW, RULEBOOK)
    classes = ["potential", *(change.standing.tier for change in state.changes)]
    assert [change.before for change in state.changes] == classes[:-1]
    assert state.standing is not None
    assert classes[-1] == state.standing.tier


@unhurried
@given(facts=FACT_LISTS, seed=st.randoms(use_true_random=False))
def test_the_published_reasons_sum_to_the_score_and_every_change_has_its_own_id(
    facts: list[ScoredFact], seed: random.Random
) -> None:
    seed.shuffle(facts)
    state = advanced(tier_after(facts), NOW, RULEBOOK)
    for change in state.changes:
        changed = tier_changed(change)
        parts = [reason.points for reason in changed.reasons]
        assert sum(parts) + changed.rest.points == pytest.approx(changed.score, abs=1e-6)
    ids = [message(change).id for change in state.changes]
    assert len(set(ids)) == len(ids)


@unhurried
@given(facts=FACT_LISTS)
def test_a_class_falls_at_the_first_second_below_its_threshold_and_not_before(
    facts: list[ScoredFact],
) -> None:
    state = tier_after(facts)
    assert state.basis is not None
    assert state.standing is not None
    crossing = next_crossing(state.basis, state.standing)
    if crossing is None:
        assert advanced(state, day(3000), RULEBOOK).standing == state.standing
        return
    assert advanced(state, crossing.since - timedelta(seconds=1), RULEBOOK).standing == state.standing
    assert advanced(state, crossing.since, RULEBOOK).standing == crossing
    before = state.basis.score(crossing.since - timedelta(seconds=1))
    after = state.basis.score(crossing.since)
    level = RULES.enter if crossing.tier == "key" else RULES.leave
    assert min(before, after) - 1e-6 <= level <= max(before, after) + 1e-6


def test_nothing_bought_stays_potential_whatever_the_points() -> None:
    state = tier_after([fact(number, 2.0, "visit") for number in range(100)])
    assert said(state) == []
    assert state.standing is not None
    assert state.standing.tier == "potential"


def test_the_first_purchase_ends_potential() -> None:
    assert said(tier_after([fact(1, 5.0)])) == [("potential", "ordinary", "fact", 1.0)]


def test_one_big_order_does_not_make_a_key_customer_but_two_do() -> None:
    assert said(tier_after([fact(1, 60.0), fact(2, 60.0)])) == [
        ("potential", "ordinary", "fact", 1.0),
        ("ordinary", "key", "fact", 2.0),
    ]


def test_a_score_between_leaving_and_entering_keeps_the_class() -> None:
    keys = [fact(1, 60.0), fact(2, 60.0)]
    assert len(tier_after([*keys, fact(3, -30.0, "complaint")]).changes) == 2
    fallen = tier_after([*keys, fact(3, -30.0, "complaint"), fact(4, -15.0, "complaint")])
    assert said(fallen)[2:] == [("key", "ordinary", "fact", 4.0)]
    assert len(tier_after([fact(5, 15.0)], fallen).changes) == 3


def test_a_key_customer_falls_by_decay_alone_on_its_day() -> None:
    state = tier_after([fact(0, 60.0), fact(0, 60.0, event_id="second")])
    assert state.basis is not None
    assert state.standing is not None
    crossing = next_crossing(state.basis, state.standing)
    assert crossing is not None
    # 120 points halve in 120 days: 80 are left after 120 · log2(120 / 80) days.
    assert (crossing.since - DAY_0) / timedelta(days=1) == pytest.approx(70.1955, abs=1e-4)
    fallen = advanced(state, crossing.since, RULEBOOK)
    assert said(fallen)[-1][:3] == ("key", "ordinary", "decay")
    assert fallen.changes[-1].standing.since == crossing.since


def test_a_fall_that_no_tick_saw_is_said_before_the_fact_that_ends_it() -> None:
    state = tier_after([fact(0, 60.0), fact(0, 60.0, event_id="second"), fact(100, 60.0)])
    assert [change[:3] for change in said(state)] == [
        ("potential", "ordinary", "fact"),
        ("ordinary", "key", "fact"),
        ("key", "ordinary", "decay"),
        ("ordinary", "key", "fact"),
    ]


def test_a_purchase_heard_late_counts_at_its_time_and_is_called_a_correction() -> None:
    state = tier_after([fact(1, 60.0), fact(10, 50.0)])
    assert len(state.changes) == 2
    late = heard(state, fact(5, -15.0, "complaint"), Occasion(day(11)), RULEBOOK)
    assert said(late)[2:] == [("key", "ordinary", "correction", 1.0)]


def test_a_late_fact_that_changes_no_class_says_nothing() -> None:
    state = tier_after([fact(1, 10.0), fact(10, 10.0)])
    assert heard(state, fact(5, 10.0), Occasion(day(11)), RULEBOOK).said == state.said


def test_an_old_fact_learned_today_is_believed_as_of_today() -> None:
    learned = heard(CustomerTier(CUSTOMER), fact(0, 60.0), Occasion(day(500)), RULEBOOK)
    learned = heard(learned, fact(1, 60.0), Occasion(day(500)), RULEBOOK)
    assert said(learned) == [("potential", "ordinary", "fact", 0.0)]
    assert learned.standing is not None
    assert learned.standing.by == "decay"


def test_points_that_were_lost_to_a_complaint_come_back_and_can_raise_the_class() -> None:
    state = tier_after([fact(0, 60.0), fact(0, 60.0, event_id="second"), fact(0, 60.0, event_id="third")])
    state = tier_after([fact(1, -30.0, "complaint", f"c{n}") for n in range(4)], state)
    assert state.standing is not None
    assert state.standing.tier == "ordinary"
    assert state.basis is not None
    assert next_crossing(state.basis, state.standing) is None
