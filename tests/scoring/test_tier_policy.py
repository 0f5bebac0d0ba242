"""The class under dated books: what a book moves, what it leaves, and what is said of it."""

from datetime import timedelta

from services.scoring.tier.fold import Occasion, advanced, heard
from services.scoring.tier.published import tier_changed
from services.scoring.tier.rulebook import Rulebook
from services.scoring.tier.rules import Rules
from services.scoring.tier.standing import passed
from shared.policy.timing import in_force
from tests.scoring.dated_books import ALL, GENEROUS, KINDER, NOW, STRICTER, said
from tests.scoring.facts import RULES, another, day, fact, tier_after


def test_s6_14_a_stricter_book_moves_a_class_on_its_day_and_what_was_said_before_keeps_its_book() -> None:
    rulebook = Rulebook([RULES, STRICTER])
    state = tier_after([fact(1, 60.0), fact(2, 60.0)], rulebook=rulebook)
    assert advanced(state, day(20) - timedelta(seconds=1), rulebook).said == state.said
    moved = advanced(state, day(25), rulebook)
    assert said(moved)[2:] == [("key", "ordinary", "policy", day(20))]
    assert [tier_changed(one).policy_version for one in moved.changes] == ["default-1"] * 2 + ["stricter"]
    assert advanced(moved, day(26), rulebook).said == moved.said


def test_a_book_decides_from_the_class_before_with_its_own_thresholds() -> None:
    between = Rules.of(another("between", 20, tier={"key": {"enter": 110.0, "leave": 70.0}}))
    rulebook = Rulebook([RULES, between])
    # 108 points at day 20: a key customer stays one above 70, an ordinary one is not made one under 110.
    key = tier_after([fact(19, 60.0), fact(19, 49.0, event_id="second")], rulebook=rulebook)
    assert len(advanced(key, day(21), rulebook).changes) == 2
    ordinary = tier_after([fact(2, 60.0), fact(3, 35.0)], rulebook=rulebook)
    assert len(advanced(ordinary, day(21), rulebook).changes) == 1


def test_a_kinder_book_raises_a_class_without_any_fact() -> None:
    rulebook = Rulebook([RULES, KINDER])
    state = advanced(tier_after([fact(1, 50.0)], rulebook=rulebook), day(21), rulebook)
    assert said(state)[1:] == [("ordinary", "key", "policy", day(20))]


def test_every_fact_is_priced_anew_from_the_day_of_the_book() -> None:
    worth = Rules.of(another("worth", 20, score={"purchase": {"cap": 120.0}}))
    rulebook = Rulebook([RULES, worth])
    state = advanced(tier_after([fact(19, 130.0)], rulebook=rulebook), day(20), rulebook)
    change = tier_changed(state.changes[-1])
    assert (change.after, change.cause, change.policy_version) == ("key", "policy", "worth")
    (reason,) = change.reasons
    assert reason.points == change.score
    assert change.score > 110


def test_a_book_under_which_a_contract_ends_nothing_makes_its_customer_potential_again() -> None:
    unended = Rules.of(another("unended", 20, score={"contract": {"ends_potential": False}}))
    rulebook = Rulebook([RULES, unended])
    state = advanced(tier_after([fact(1, 50.0, "contract")], rulebook=rulebook), day(20), rulebook)
    assert said(state)[1:] == [("ordinary", "potential", "policy", day(20))]


def test_a_fact_heard_late_is_folded_across_the_books_and_called_a_correction() -> None:
    rulebook = Rulebook([RULES, KINDER])
    state = advanced(tier_after([fact(1, 25.0)], rulebook=rulebook), day(25), rulebook)
    assert len(state.changes) == 1
    late = heard(state, fact(15, 20.0), Occasion(day(30)), rulebook)
    assert said(late)[1:] == [("ordinary", "key", "correction", day(20))]
    assert tier_changed(late.changes[-1]).policy_version == "kinder"


def test_a_book_heard_after_its_day_is_applied_as_of_its_day() -> None:
    state = tier_after([fact(1, 60.0), fact(2, 60.0), fact(22, 1.0)], rulebook=Rulebook([RULES]))
    late = advanced(state, day(23), Rulebook([RULES, STRICTER]))
    assert said(late)[2:] == [("key", "ordinary", "correction", day(20))]
    assert (
        late.standing
        == advanced(
            tier_after(state.facts, rulebook=Rulebook([RULES, STRICTER])),
            day(23),
            Rulebook([RULES, STRICTER]),
        ).standing
    )


def test_a_worker_that_lags_does_not_take_back_what_a_book_has_brought() -> None:
    rulebook = Rulebook([RULES, STRICTER])
    ticked = advanced(tier_after([fact(1, 60.0), fact(2, 60.0)], rulebook=rulebook), day(21), rulebook)
    after = heard(ticked, fact(10, 1.0), Occasion(day(10)), rulebook)
    assert after.said == ticked.said
    assert after.standing == ticked.standing


def test_s6_14_a_decision_replayed_under_its_own_version_is_identical() -> None:
    rulebook, facts = Rulebook(ALL), [fact(number * 5, 30.0) for number in range(60)]
    lived = advanced(tier_after(facts, rulebook=rulebook), NOW, rulebook)
    assert {one.cause for one in lived.changes} == {"fact", "decay", "policy"}
    of_version = {rules.book.version: rules for rules in ALL}
    for change in lived.changes:
        told = tier_changed(change)
        rules, since = of_version[told.policy_version], change.standing.since
        assert rules is in_force(ALL, since)
        earlier = [one for one in facts if one.occurred_at <= since]
        again = advanced(
            tier_after(
                earlier, rulebook=Rulebook([one for one in ALL if one.effective_from <= rules.effective_from])
            ),
            since,
            Rulebook([one for one in ALL if one.effective_from <= rules.effective_from]),
        )
        assert tier_changed(again.changes[-1]).model_dump(exclude={"crossing_at"}) == told.model_dump(
            exclude={"crossing_at"}
        )


def test_time_leads_through_each_book_once() -> None:
    state = tier_after([fact(1, 60.0), fact(2, 60.0)], rulebook=Rulebook(ALL))
    assert state.basis is not None
    by_time = passed(state.basis, state.facts, NOW, Rulebook(ALL))
    assert by_time.basis.rules is GENEROUS
    assert [step.basis.rules for step in by_time.steps] == [STRICTER]
