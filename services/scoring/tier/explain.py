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
class Failure:
    """The condition of a signal has no answer for the latest value of its field, so it earns nothing."""

    fact: ScoredFact
    signal: str
    reason: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """`parts`, largest first, and the sum of the `rest_count` smaller ones, make up `score`."""

    score: float
    parts: tuple[Part, ...]
    rest_count: int
    rest_points: float
    failed: tuple[Failure, ...]


def explained(
    facts: Sequence[ScoredFact], when: datetime, rules: Rules, *, parts_max: int = REASONS_MAX
) -> Explanation:
    """Return the explanation as of `when`, by the rules in force then; every fact happened by then.

    The score that is said is the sum of its parts after rounding, so that it can be checked by hand.
    """
    parts, failed = _parts(facts, when, rules)
    parts.sort(key=lambda part: (-abs(part.points), part.fact.place))
    shown, rest = parts[:parts_max], parts[parts_max:]
    return Explanation(
        score=_summed(parts),
        parts=tuple(shown),
        rest_count=len(rest),
        rest_points=_summed(rest),
        failed=tuple(failed),
    )


def _parts(facts: Sequence[ScoredFact], when: datetime, rules: Rules) -> tuple[list[Part], list[Failure]]:
    parts: list[Part] = []
    latest: dict[str, Part | Failure] = {}
    for fact in facts:
        for signal, points, is_latest, holds, failure in rules.earned(fact.data):
            if failure is not None:
                latest[signal] = Failure(fact, signal, failure)
                continue
            age_s = (when - fact.occurred_at).total_seconds()
            left = decayed(points, age_s, rules.half_life_s(signal))
            part = Part(fact, signal, round(left, POINT_DECIMALS))
            if not is_latest:
                parts.append(part)
            elif holds:
                latest[signal] = part
            else:
                latest.pop(signal, None)
    parts += [part for part in latest.values() if isinstance(part, Part)]
    return parts, [failure for failure in latest.values() if isinstance(failure, Failure)]


def _summed(parts: Sequence[Part]) -> float:
    return round(math.fsum(part.points for part in parts), POINT_DECIMALS)
