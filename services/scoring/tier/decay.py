"""Decaying sums: what they come to at a time, and when they cross a level.

All times are seconds after one reference, half-lives are seconds. A sum is the list of its parts,
one for each half-life, as they stood at the reference.
"""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

BISECTIONS_MAX = 100
RESOLUTION_S = 1e-4
HORIZON_S_MAX = 200 * 365.25 * 86_400.0
"""A crossing further away than two centuries is none."""

_LN2 = math.log(2)


class Term(NamedTuple):
    """`amount` times e to the power of `-rate` times the time."""

    rate: float
    amount: float


class Crossing(NamedTuple):
    """When a sum passes the level, and whether upwards; at `at_s` it has passed."""

    at_s: float
    rising: bool


def decayed(amount: float, age_s: float, half_life_s: float) -> float:
    """Return what is left of `amount` after `age_s`."""
    return amount * math.exp2(-age_s / half_life_s)


def total(parts: Sequence[float], half_lives_s: Sequence[float], age_s: float) -> float:
    """Return the sum after `age_s`, correctly rounded, so that no order of adding shows in it."""
    return math.fsum(map(decayed, parts, (age_s,) * len(parts), half_lives_s))


def crossings(parts: Sequence[float], half_lives_s: Sequence[float], level: float) -> list[Crossing]:
    """Return every time after the reference at which the sum crosses `level` (over 0), in order.

    With parts of both signs and several half-lives a sum can fall and rise again, so the search
    goes from turning point to turning point, between which it is monotone.
    """
    amounts: dict[float, float] = {}
    for part, half_life_s in zip(parts, half_lives_s, strict=True):
        if part:
            rate = _LN2 / half_life_s
            amounts[rate] = amounts.get(rate, 0.0) + part
    reach = math.fsum(map(abs, amounts.values()))
    if reach < level:
        return []
    # Past `end` even all parts together, all positive and at the slowest rate, are under the level.
    end = math.log(reach / level) / min(amounts) + 1.0
    terms = sorted([Term(rate, amount) for rate, amount in amounts.items()] + [Term(0.0, -level)])
    return [crossing for crossing in _crossings(terms, end) if crossing.at_s <= HORIZON_S_MAX]


def _crossings(terms: Sequence[Term], end: float) -> list[Crossing]:
    """Return the sign changes of the sum of `terms`, sorted by rate, between 0 and `end`."""
    slowest, *others = terms
    if not others:
        return []
    # Divided by its slowest term the sum has the same signs, and its derivative has one term less:
    # the recursion ends after as many steps as there are half-lives.
    reduced = [Term(rate - slowest.rate, amount) for rate, amount in terms]
    slope = [Term(rate, -rate * amount) for rate, amount in reduced[1:]]
    turns = [crossing.at_s for crossing in _crossings(slope, end)]
    found = []
    for low, high in pairwise((0.0, *turns, end)):
        rising = _value(reduced, low) < 0
        if rising != (_value(reduced, high) < 0):
            found.append(Crossing(_bisected(reduced, low, high, rising=rising), rising))
    return found


def _bisected(terms: Sequence[Term], low: float, high: float, *, rising: bool) -> float:
    for _ in range(BISECTIONS_MAX):
        if high - low <= RESOLUTION_S:
            break
        middle = (low + high) / 2
        if (_value(terms, middle) < 0) == rising:
            low = middle
        else:
            high = middle
    return high


def _value(terms: Sequence[Term], at_s: float) -> float:
    return math.fsum(amount * math.exp(-rate * at_s) for rate, amount in terms)
