"""The class of a customer over time, as a function of the ordered facts.

`Basis` is the fold of the facts up to the newest one and knows no later time. What decay alone
does after it is computed from the basis, never folded into it: so looking at the class at some
moment leaves no trace, and a later fact finds the same basis whether anybody looked or not.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.scoring.tier.contribution import Contribution
from services.scoring.tier.decay import crossings, decayed, total
from services.scoring.tier.rules import Rules
from shared.policy.tier import TierClass


@dataclass(frozen=True, slots=True)
class Standing:
    """A class and since when it holds; by decay, or else by a fact of that time."""

    tier: TierClass
    since: datetime
    by_decay: bool = False


@dataclass(frozen=True, slots=True)
class Basis:
    """A customer as of its newest fact. `parts` are the decayed sums by signal at `at`.

    The sums are added up in the facts' order, one multiplication and one addition each, so a fold
    of all facts gives the same bits as a fold of some and then of the rest.
    """

    at: datetime
    event_id: str
    parts: tuple[float, ...]
    bought: bool
    standing: Standing

    @property
    def place(self) -> tuple[datetime, str]:
        """The newest fact's place in the order of facts."""
        return self.at, self.event_id

    def age_s(self, when: datetime) -> float:
        """Return the seconds from the newest fact to `when`."""
        return (when - self.at).total_seconds()

    def score(self, when: datetime, rules: Rules) -> float:
        """Return the score at `when`, not before the newest fact."""
        return total(self.parts, rules.half_lives_s, self.age_s(when))


def applied(basis: Basis | None, fact: Contribution, rules: Rules) -> Basis:
    """Return the basis after `fact`, which is later in order than everything in `basis`."""
    index = rules.signals.index(fact.signal)
    if basis is None:
        start = Standing("potential", fact.occurred_at)
        basis = Basis(fact.occurred_at, fact.event_id, (0.0,) * len(rules.signals), False, start)
    age_s = basis.age_s(fact.occurred_at)
    parts = [
        decayed(part, age_s, half_life_s)
        for part, half_life_s in zip(basis.parts, rules.half_lives_s, strict=True)
    ]
    parts[index] += fact.points
    bought = basis.bought or fact.signal in rules.ending_potential
    standing = standing_at(basis, fact.occurred_at, rules)
    tier = _class_of(standing.tier, math.fsum(parts), rules) if bought else "potential"
    if tier != standing.tier:
        standing = Standing(tier, fact.occurred_at)
    return Basis(fact.occurred_at, fact.event_id, tuple(parts), bought, standing)


def folded(facts: Sequence[Contribution], rules: Rules) -> Basis:
    """Return the basis after `facts`, at least one, in order."""
    basis = applied(None, facts[0], rules)
    for fact in facts[1:]:
        basis = applied(basis, fact, rules)
    return basis


def passed(basis: Basis, when: datetime, rules: Rules) -> list[Standing]:
    """Return the classes that decay alone brought after the newest fact, up to and including `when`."""
    if when <= basis.at or not _may_have_moved(basis, when, rules):
        return []
    return [standing for standing in course(basis, rules) if standing.since <= when]


def standing_at(basis: Basis, when: datetime, rules: Rules) -> Standing:
    """Return the class at `when`, not before the newest fact."""
    return [basis.standing, *passed(basis, when, rules)][-1]


def next_crossing(basis: Basis, standing: Standing, rules: Rules) -> Standing | None:
    """Return what decay alone makes of `standing` next, or None if it stays for ever."""
    return next((later for later in course(basis, rules) if later.since > standing.since), None)


def course(basis: Basis, rules: Rules) -> Iterator[Standing]:
    """Yield each class that decay alone brings after the newest fact, in order.

    A class moves at the first whole second at which its threshold is passed, never before it.
    """
    tier = basis.standing.tier
    if not _can_move(basis, rules):
        return
    events = [(crossing, "key") for crossing in crossings(basis.parts, rules.half_lives_s, rules.enter)]
    events += [(crossing, "ordinary") for crossing in crossings(basis.parts, rules.half_lives_s, rules.leave)]
    for crossing, target in sorted(events):
        if crossing.rising == (target == "key") and tier != target:
            tier = "key" if target == "key" else "ordinary"
            yield Standing(tier, _whole_second(basis.at, crossing.at_s), by_decay=True)


def _can_move(basis: Basis, rules: Rules) -> bool:
    """Answer cheaply whether time alone can ever move the class; for most customers it cannot."""
    match basis.standing.tier:
        case "potential":
            return False
        case "ordinary":
            # Only what is negative can let a score rise again, and to no more than what is positive.
            return min(basis.parts) < 0 and math.fsum(part for part in basis.parts if part > 0) >= rules.enter
        case "key":
            return True


def _may_have_moved(basis: Basis, when: datetime, rules: Rules) -> bool:
    """Answer cheaply whether it may have by `when`: without negative parts a score only falls."""
    if basis.standing.tier == "key" and min(basis.parts) >= 0:
        return basis.score(when, rules) < rules.leave
    return _can_move(basis, rules)


def _class_of(tier: TierClass, score: float, rules: Rules) -> TierClass:
    if tier == "key":
        return "key" if score >= rules.leave else "ordinary"
    return "key" if score >= rules.enter else "ordinary"


def _whole_second(reference: datetime, after_s: float) -> datetime:
    exact = reference + timedelta(seconds=after_s)
    return exact if not exact.microsecond else exact.replace(microsecond=0) + timedelta(seconds=1)
