"""Decay against the direct sum, and crossings against a walk in small steps."""

import math
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from services.scoring.tier.decay import crossings, decayed, total
from services.scoring.tier.scored import ScoredFact
from services.scoring.tier.standing import folded
from tests.scoring.facts import FACT_LISTS, RULEBOOK, RULES, day, in_order, unhurried

DAY_S = 86_400.0
HALF_LIVES_S = (30 * DAY_S, 60 * DAY_S, 120 * DAY_S, 180 * DAY_S)
PARTS = st.tuples(*(st.floats(-200, 200).map(lambda part: round(part, 3)) for _ in HALF_LIVES_S))


def test_points_halve_with_every_half_life() -> None:
    assert [decayed(80.0, 120 * n, 120) for n in range(4)] == [80, 40, 20, 10]


@unhurried
@given(facts=FACT_LISTS, later=st.floats(0, 1000))
def test_the_decayed_sums_equal_the_direct_sum(facts: list[ScoredFact], later: float) -> None:
    basis = folded(in_order(facts), RULEBOOK)
    when = day(600 + later)
    earned = ((*RULES.earned(one.data)[0][:2], when - one.occurred_at) for one in facts)
    direct = math.fsum(
        decayed(points, age.total_seconds(), RULES.half_life_s(signal)) for signal, points, age in earned
    )
    assert math.isclose(basis.score(when), direct, rel_tol=1e-9, abs_tol=1e-9)


def test_one_part_crosses_where_the_closed_form_says() -> None:
    (crossing,) = crossings((160.0,), (120 * DAY_S,), 80.0)
    assert not crossing.rising
    assert math.isclose(crossing.at_s, 120 * DAY_S, abs_tol=1e-3)


def test_a_score_can_rise_by_time_alone_and_fall_again() -> None:
    rises, falls = crossings((-100.0, 0.0, 160.0, 0.0), HALF_LIVES_S, 80.0)
    assert rises.rising
    assert not falls.rising
    assert rises.at_s < falls.at_s


@unhurried
@given(parts=PARTS, level=st.floats(1, 100))
def test_between_two_crossings_the_sum_stays_on_its_side(parts: tuple[float, ...], level: float) -> None:
    found = crossings(parts, HALF_LIVES_S, level)
    edges = [0.0, *(crossing.at_s for crossing in found), 4_000 * DAY_S]
    above = total(parts, HALF_LIVES_S, 0) >= level
    for (start, end), crossing in zip(pairwise(edges), [*found, None], strict=True):
        for step in range(1, 20):
            value = total(parts, HALF_LIVES_S, start + (end - start) * step / 20)
            # A sum that only touches the level is on both sides of it, as far as floats can tell.
            assert (value >= level) == above or math.isclose(value, level, rel_tol=1e-6)
        if crossing is not None:
            assert crossing.rising != above
            above = crossing.rising


@unhurried
@given(parts=PARTS, level=st.floats(1, 100))
def test_at_a_crossing_the_sum_is_at_the_level(parts: tuple[float, ...], level: float) -> None:
    assume(any(parts))
    for crossing in crossings(parts, HALF_LIVES_S, level):
        assert math.isclose(total(parts, HALF_LIVES_S, crossing.at_s), level, rel_tol=1e-6)
