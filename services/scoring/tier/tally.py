"""What a customer's facts come to under one book: decayed sums, whether anything was bought, gates."""

from datetime import datetime
from typing import NamedTuple, Self

from services.scoring.tier.decay import decayed
from services.scoring.tier.heard import OverrideEnded, OverrideSet
from services.scoring.tier.rules import RANK, Rules
from services.scoring.tier.scored import ScoredFact
from shared.policy.tier import TierClass

_NONE: frozenset[str] = frozenset()


class Override(NamedTuple):
    """The class that a person set last: it holds from `since` and no longer at `until`."""

    tier: TierClass
    since: datetime
    until: datetime
    reason: str
    by: str


class Tally(NamedTuple):
    """What facts come to. `parts` are the decayed sums by signal, `holding` the gates that hold.

    Sums are added up in the facts' order, one multiplication and one addition each, so a fold of all
    facts gives the same bits as a fold of some and then of the rest.
    """

    parts: tuple[float, ...]
    bought: bool
    holding: frozenset[str]
    override: Override | None = None

    @classmethod
    def nothing(cls, rules: Rules) -> Self:
        """Return what no fact comes to."""
        return cls((0.0,) * len(rules.signals), False, _NONE)

    def class_after(self, before: TierClass, score: float, rules: Rules) -> TierClass:
        """Return the class at `score`: by the thresholds of the one before, no higher than a gate allows."""
        if not self.bought:
            return "potential"
        tier: TierClass = "key" if score >= (rules.leave if before == "key" else rules.enter) else "ordinary"
        return min(tier, rules.cap(self.holding), key=RANK.index) if self.holding else tier


def added(tally: Tally, age_s: float, fact: ScoredFact, rules: Rules) -> Tally:
    """Return the tally `age_s` later, with `fact`."""
    parts = list(map(decayed, tally.parts, (age_s,) * len(tally.parts), rules.half_lives_s))
    bought, holding = tally.bought, tally.holding
    for signal, points, latest, holds, _ in rules.earned(fact.data):
        index = rules.signals.index(signal)
        if latest:
            parts[index] = points
            holding = holding | {signal} if holds and signal in rules.own.caps else holding - {signal}
        else:
            parts[index] += points
        bought = bought or signal in rules.ending_potential
    return Tally(tuple(parts), bought, holding, _overridden(tally.override, fact))


def _overridden(override: Override | None, fact: ScoredFact) -> Override | None:
    match fact.data:
        case OverrideSet() as told:
            return Override(told.tier, fact.occurred_at, told.until, told.reason, told.overridden_by)
        case OverrideEnded() if override is not None:
            return override._replace(until=min(override.until, fact.occurred_at))
        case _:
            return override
