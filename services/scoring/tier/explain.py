"""Why a score is what it is: the part of each event, decayed to one time, summing to the score."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.scoring.tier.decay import decayed
from services.scoring.tier.rules import Rules
from services.scoring.tier.scored import ScoredFact
from shared.contracts.scoring import REASONS_MAX

POINT_DECIMALS = 6
"""Shown and published points are millionths. The fold itself never rounds."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one event is worth at the time of the explanation, and as which signal."""

    fact: ScoredFact
    signal: str
    points: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """`parts`, largest first, and the sum of the `rest_count` smaller ones, make up `score`."""

    score: float
    parts: tuple[Part, ...]
    rest_count: int
    rest_points: float


def explained(
    facts: Sequence[ScoredFact], when: datetime, rules: Rules, *, parts_max: int = REASONS_MAX
) -> Explanation:
    """Return the explanation as of `when`, by the rules in force then; every fact happened by then.

    The score that is said is the sum of its parts after rounding, so that it can be checked by hand.
    """
    parts = [_part(fact, when, rules) for fact in facts]
    parts.sort(key=lambda part: (-abs(part.points), part.fact.place))
    shown, rest = parts[:parts_max], parts[parts_max:]
    return Explanation(
        score=_summed(parts),
        parts=tuple(shown),
        rest_count=len(rest),
        rest_points=_summed(rest),
    )


def _part(fact: ScoredFact, when: datetime, rules: Rules) -> Part:
    signal, points = rules.priced(fact.data)
    left = decayed(points, (when - fact.occurred_at).total_seconds(), rules.half_life_s(signal))
    return Part(fact, signal, round(left, POINT_DECIMALS))


def _summed(parts: Sequence[Part]) -> float:
    return round(math.fsum(part.points for part in parts), POINT_DECIMALS)
