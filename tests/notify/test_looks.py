"""When the dispatcher looks for work: at once when there is news, and never for most of the time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.dispatch.looks import CREDIT_S, POLL_MAX_S, POLL_S, POLL_SHARE, TOLD_S, TOLD_SHARE, Looks

BEGUN_S = 1_000.0


def _looked(looks: Looks, now: float, took_s: float) -> float:
    looks.begin(now)
    looks.end(now + took_s)
    return now + took_s


def test_without_news_the_next_look_waits_for_its_time() -> None:
    looks = Looks()
    now = _looked(looks, BEGUN_S, 0.001)
    assert looks.wait_s(now) == pytest.approx(POLL_S)
    now = _looked(looks, now, 0.05)
    assert looks.wait_s(now) == pytest.approx(0.05 * POLL_SHARE)
    now = _looked(looks, now, 10.0)
    assert looks.wait_s(now) == pytest.approx(POLL_MAX_S)


def test_news_is_looked_for_at_once_after_one_slow_look_too() -> None:
    looks = Looks()
    now = _looked(looks, BEGUN_S, 0.02)
    looks.told()
    assert looks.wait_s(now) == pytest.approx(TOLD_S)


def test_what_is_told_during_a_look_is_looked_for_after_it() -> None:
    looks = Looks()
    looks.begin(BEGUN_S)
    looks.told()
    looks.end(BEGUN_S + 0.002)
    assert looks.wait_s(BEGUN_S + 0.002) == pytest.approx(TOLD_S)
    looks.begin(BEGUN_S + 0.003)
    looks.end(BEGUN_S + 0.005)
    assert looks.wait_s(BEGUN_S + 0.005) == pytest.approx(POLL_S)


@given(costs_s=st.lists(st.floats(0.000_1, 0.2), min_size=1, max_size=200))
def test_an_endless_stream_of_news_leaves_two_thirds_of_the_time_to_the_calls(costs_s: list[float]) -> None:
    looks, now = Looks(), BEGUN_S
    for cost_s in costs_s:
        now = _looked(looks, now, cost_s)
        looks.told()
        now += max(0.0, looks.wait_s(now))
    # The credit is spent once, and the last look may have gone over it.
    assert sum(costs_s) <= (now - BEGUN_S + CREDIT_S) / (1 + TOLD_SHARE) + max(costs_s)


@given(cost_s=st.floats(0.000_1, 1.0))
def test_news_never_comes_later_than_a_look_without_it(cost_s: float) -> None:
    looks = Looks()
    now = _looked(looks, _looked(looks, BEGUN_S, cost_s), cost_s)
    without = looks.wait_s(now)
    looks.told()
    assert looks.wait_s(now) <= without
