"""The class is a function of the facts and of the dated books, whenever either is heard."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from services.scoring.tier.fold import CustomerTier, Occasion, advanced, heard
from services.scoring.tier.rulebook import Rulebook
from services.scoring.tier.rules import Rules
from services.scoring.tier.scored import ScoredFact
from shared.policy.tier import TierClass
from shared.policy.timing import in_force
from tests.scoring.dated_books import ALL, NOW, said
from tests.scoring.facts import CUSTOMER, FACT_LISTS, RULES, day, in_order, tier_after, unhurried


def known_by(when: datetime, books: Sequence[Rules]) -> Rulebook:
    """Return the rulebook as it was known then, each book announced a minute ahead."""
    return Rulebook([rules for rules in books if rules.effective_from - timedelta(minutes=1) <= when])


BOOKS_BY_MOMENT = [known_by(day(number), ALL) for number in (0, 30, 300)]


def rulebook_at(when: datetime) -> Rulebook:
    # The same rulebook as long as it is the same books, as a worker keeps it.
    return BOOKS_BY_MOMENT[sum(rules.effective_from - timedelta(minutes=1) <= when for rules in ALL) - 1]


@unhurried
@given(facts=FACT_LISTS, chance=st.randoms(use_true_random=False))
def test_the_order_of_arrival_the_ticks_and_when_a_book_is_heard_leave_no_trace(
    facts: list[ScoredFact], chance: random.Random
) -> None:
    shuffled, everything = list(facts), Rulebook(ALL)
    chance.shuffle(shuffled)
    learned, state = day(0), CustomerTier(CUSTOMER)
    for one in shuffled:
        # Time does not run backwards: a fact is learned after it happened and after those before it.
        learned = max(learned, one.occurred_at) + timedelta(days=chance.random() * 20)
        state = heard(state, one, Occasion(learned), rulebook_at(learned))
        if chance.random() < 1 / 2:
            state = advanced(state, learned, rulebook_at(learned))
    at_once = tier_after(in_order(facts), rulebook=everything)
    later = max(NOW, learned)
    expected = advanced(at_once, later, everything)
    lived = advanced(state, later, everything)
    assert (lived.facts, lived.basis, lived.standing) == (expected.facts, expected.basis, expected.standing)


@unhurried
@given(facts=FACT_LISTS, chance=st.randoms(use_true_random=False))
def test_what_is_said_of_facts_in_order_does_not_depend_on_when_the_books_were_heard(
    facts: list[ScoredFact], chance: random.Random
) -> None:
    lived = CustomerTier(CUSTOMER)
    for one in in_order(facts):
        for rules in ALL:
            due = (
                rules.effective_from > day(0)
                and (lived.heard_until or day(0)) < rules.effective_from < one.occurred_at
            )
            if due and chance.random() < 1 / 2:
                lived = advanced(lived, rules.effective_from, rulebook_at(rules.effective_from))
        lived = heard(lived, one, Occasion(one.occurred_at), rulebook_at(one.occurred_at))
    at_once = advanced(tier_after(in_order(facts), rulebook=Rulebook(ALL)), NOW, Rulebook(ALL))
    assert said(advanced(lived, NOW, Rulebook(ALL))) == said(at_once)


@unhurried
@given(facts=FACT_LISTS)
def test_the_class_is_that_of_a_reckoning_from_the_bare_facts(facts: list[ScoredFact]) -> None:
    positive = [one for one in facts if RULES.earned(one.data)[0].points >= 0]
    if not positive:
        return
    state = advanced(tier_after(in_order(positive), rulebook=Rulebook(ALL)), NOW, Rulebook(ALL))
    assert state.standing is not None
    assert state.standing.tier == reckoned(positive)


def reckoned(facts: Sequence[ScoredFact]) -> TierClass:
    """Walk through every moment at which something happens, summing all facts under the book of then."""
    tier: TierClass = "potential"
    rulebook, ordered = Rulebook(ALL), in_order(facts)
    moments = sorted({one.occurred_at for one in facts} | {rules.effective_from for rules in ALL[1:]} | {NOW})
    for before, when in pairwise([moments[0] - timedelta(days=1), *moments]):
        past = [one for one in ordered if one.occurred_at < when]
        # Until the next moment a score without negative parts only falls, under the book of before.
        tier = graded(tier, past, when, rulebook.at(before))
        tier = graded(tier, past, when, rulebook.at(when))
        for one in ordered:
            if one.occurred_at == when:
                past.append(one)
                tier = graded(tier, past, when, rulebook.at(when))
    return tier


def graded(tier: TierClass, facts: Sequence[ScoredFact], when: datetime, rules: Rules) -> TierClass:
    priced = [(*rules.earned(one.data)[0][:2], when - one.occurred_at) for one in facts]
    if not any(signal in rules.ending_potential for signal, _, _ in priced):
        return "potential"
    score = sum(
        points * 2 ** -(age.total_seconds() / rules.half_life_s(signal)) for signal, points, age in priced
    )
    level = rules.leave if tier == "key" else rules.enter
    return "key" if score >= level else "ordinary"


def dated(from_day: int) -> Rules:
    return replace(RULES, book=RULES.book.model_copy(update={"effective_from": day(from_day)}))


@unhurried
@given(dates=st.lists(st.integers(1, 5), max_size=6), when=st.integers(0, 6))
def test_a_rulebook_answers_as_every_service_does(dates: list[int], when: int) -> None:
    announced = [RULES, *(dated(at) for at in dates)]
    rulebook = Rulebook(announced)
    assert rulebook.at(day(when)) is in_force(announced, day(when))
    moments = sorted({rules.effective_from for rules in announced[1:] if rules.effective_from <= day(when)})
    assert list(rulebook.after(RULES, day(when))) == [in_force(announced, moment) for moment in moments]
