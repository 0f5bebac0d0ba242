"""Calibration by hold-out, as pure functions and on public purchase data."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.local.demo import sample
from deploy.local.state import State
from services.scoring.studies.calibration.holdout import (
    CUSTOMERS_MIN,
    HALF_LIVES_DAYS,
    HELD_OUT,
    Calibration,
    History,
    Setting,
    calibrated,
    found,
    threshold,
)
from services.scoring.studies.calibration.words import sentences
from shared.policy import default_book

BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
PURCHASE = default_book().score.purchase
DEFAULT = Setting(PURCHASE.half_life_days, PURCHASE.cap)


def outcome(history: History, today: Setting) -> Calibration:
    told = list(calibrated(history, today))
    assert told[-1] is not None
    assert told[:-1] == [None] * (len(told) - 1)
    return told[-1]


def sales(seed: int = 3) -> list[tuple[str, datetime, float]]:
    """Customers whose habits last some months: only the recent past tells what comes."""
    drawn, told = Random(seed), []
    buys = [False] * (2 * CUSTOMERS_MIN)
    for month in range(24):
        for customer in range(len(buys)):
            if drawn.random() < 0.5:
                buys[customer] = drawn.random() < 0.25
            told += [
                (str(customer), BEGIN + timedelta(days=30 * (month + drawn.random())), drawn.uniform(5, 50))
                for _ in range(4 if buys[customer] else 0)
            ]
    return told


def whims() -> History:
    return History.of(sales())


def test_the_top_fifth_is_judged_by_what_the_best_fifth_brought() -> None:
    scores = {customer: float(customer) for customer in range(10)}
    assert found(scores, {9: 60.0, 8: 40.0}) == 1.0
    assert found(scores, {9: 60.0, 0: 40.0}) == pytest.approx(0.6)
    assert found(scores, {0: 5.0}) == 0.0
    assert found(scores, {}) == 0.0
    assert threshold(scores) == 8.0


def test_a_purchase_counts_up_to_the_cap_and_fades_by_its_half_life() -> None:
    told = [
        ("a", BEGIN, 100.0),
        ("b", BEGIN + timedelta(days=10), 20.0),
        ("a", BEGIN + timedelta(days=20), 9.0),
    ]
    history = History.of(told)
    assert history.scores(history.fading(10.0, 10.0), 60.0) == {0: 30.0, 1: 20.0}
    assert history.scores(history.fading(10.0, 20.0), 60.0) == {0: 15.0 + 9.0, 1: 10.0}
    assert history.money(0.0, 20.0) == {1: 20.0, 0: 9.0}


_told = st.lists(
    st.tuples(st.sampled_from("abcde"), st.integers(0, 400), st.floats(0, 1_000)), min_size=1, max_size=40
)


@given(_told, st.floats(1, 500), st.floats(0.1, 500), st.floats(0, 400))
def test_scores_are_those_of_the_definition(
    told: list[tuple[str, int, float]], half_life: float, cap: float, until: float
) -> None:
    history = History.of([(key, BEGIN + timedelta(days=day), points) for key, day, points in told])
    scores = history.scores(history.fading(half_life, until), cap)
    first = min(day for _, day, _ in told)
    by_hand: dict[str, float] = {}
    for key, day, points in told:
        if day - first <= until:
            by_hand[key] = by_hand.get(key, 0.0) + min(points, cap) * 0.5 ** (
                (until - (day - first)) / half_life
            )
    assert sorted(scores.values()) == pytest.approx(sorted(by_hand.values()))


def test_habits_that_do_not_last_call_for_a_shorter_half_life_measured_where_it_was_not_chosen() -> None:
    history = whims()
    told = outcome(history, Setting(730.0, 60.0))
    assert told.today is not None
    assert told.proposed is not None
    assert told.proposed.setting.half_life_days < 730.0
    assert told.gain > 1.0
    held_out = HELD_OUT * history.days
    again = history.scores(
        history.fading(told.proposed.setting.half_life_days, held_out), told.proposed.setting.cap
    )
    assert told.proposed.found == found(again, history.money(held_out, history.days))


def test_what_is_chosen_does_not_look_at_the_stretch_it_is_measured_on() -> None:
    history = whims()
    held_out = HELD_OUT * history.days
    # The same past with another ending: the choice on offer must be the same, if anything is on offer.
    other = History(
        [
            one._replace(customer=history.customers - 1 - one.customer) if one.day > held_out else one
            for one in history.purchases
        ],
        history.customers,
    )
    ours, theirs = outcome(history, Setting(730.0, 60.0)), outcome(other, Setting(730.0, 60.0))
    assert ours.proposed is not None
    assert theirs.proposed is not None
    assert theirs.proposed.setting in {ours.proposed.setting, Setting(730.0, 60.0)}


def test_too_little_history_proposes_nothing_and_says_so() -> None:
    told = outcome(History.of([("a", BEGIN, 1.0)]), DEFAULT)
    assert (told.enough, told.today, told.proposed, told.gain) == (False, None, None, 1.0)
    assert "数据不足" in sentences(told, "zh-CN")[-1]
    assert "Too little history" in sentences(told, "en")[-1]


@pytest.fixture(scope="module")
def cdnow(tmp_path_factory: pytest.TempPathFactory) -> History:
    """The CDNOW sample, each purchase priced by the default book's dollar rate."""
    folder: Path = tmp_path_factory.mktemp("sample")
    rate = PURCHASE.rates["USD"].points_per_unit
    bought = sample.load(State(folder))
    return History.of(
        [
            (one.customer, datetime.combine(one.bought_on, time(), UTC), one.cents / 100 * rate)
            for one in bought
        ]
    )


def test_on_the_cdnow_sample_nothing_beats_the_default_and_the_calibration_says_so(cdnow: History) -> None:
    told = outcome(cdnow, DEFAULT)
    assert (told.purchases, told.customers) == (sample.PURCHASES, sample.CUSTOMERS)
    assert told.today is not None
    assert told.proposed is not None
    assert told.proposed.found >= told.today.found > 0.7
    words = sentences(told, "en")
    assert words[1].startswith("Today's values (half-life 120 days, at most 60.0 points a purchase)")
    assert words[2] == "Nothing better was found; keep them."


@pytest.mark.parametrize("half_life", [HALF_LIVES_DAYS[0], HALF_LIVES_DAYS[-1]])
def test_on_the_cdnow_sample_a_worse_book_is_led_close_to_the_default_s_figure(
    cdnow: History, half_life: float
) -> None:
    best, worse = outcome(cdnow, DEFAULT), outcome(cdnow, Setting(half_life, 60.0))
    assert best.proposed is not None
    assert worse.proposed is not None
    assert worse.gain > 1.0
    assert worse.proposed.found >= best.proposed.found * 0.98
    assert any("门槛" in sentence for sentence in sentences(worse, "zh-CN"))
