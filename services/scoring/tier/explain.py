"""Why a score is what it is: the part of each event, decayed to one time, summing to the score."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.scoring.tier.contribution import Contribution
from services.scoring.tier.decay import decayed
from services.scoring.tier.rules import Rules
from shared.contracts.scoring import REASONS_MAX

POINT_DECIMALS = 6
"""Shown and published points are millionths. The fold itself never rounds."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one event is worth at the time of the explanation."""

    fact: Contribution
    points: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """`parts`, largest first, and the sum of the `rest_count` smaller ones, make up `score`."""

    score: float
    parts: tuple[Part, ...]
    rest_count: int
    rest_points: float


def explained(
    facts: Sequence[Contribution], when: datetime, rules: Rules, *, parts_max: int = REASONS_MAX
) -> Explanation:
    """Return the explanation as of `when`; every fact happened by then.

    The score that is said is the sum of its parts after rounding, so that it can be checked by hand.
    """
    parts = [Part(fact, _points(fact, when, rules)) for fact in facts]
    parts.sort(key=lambda part: (-abs(part.points), part.fact.place))
    shown, rest = parts[:parts_max], parts[parts_max:]
    return Explanation(
        score=_summed(parts),
        parts=tuple(shown),
        rest_count=len(rest),
        rest_points=_summed(rest),
    )


def _points(fact: Contribution, when: datetime, rules: Rules) -> float:
    age_s = (when - fact.occurred_at).total_seconds()
    return round(decayed(fact.points, age_s, rules.half_life_s(fact.signal)), POINT_DECIMALS)


def _summed(parts: Sequence[Part]) -> float:
    return round(math.fsum(part.points for part in parts), POINT_DECIMALS)
