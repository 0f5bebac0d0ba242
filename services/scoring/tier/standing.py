"""The class of a customer over time, as a function of the ordered facts and the dated books.

`Basis` is the fold of the facts up to the newest one, under the book in force. What time alone does
after it, by decay or because another book takes effect, is computed from the basis: so looking at
the class at some moment leaves no trace, and a later fact finds the same whether anybody looked or not.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from services.scoring.tier.decay import crossings, decayed, total
from services.scoring.tier.rulebook import Rulebook
from services.scoring.tier.rules import Rules
from services.scoring.tier.scored import ScoredFact
from services.scoring.tier.tally import Override, Tally, added
from shared.policy.tier import TierClass

Brought = Literal["fact", "decay", "policy", "override"]
"""What brings a class: a fact of that time, decay alone, a book that takes effect, or a person's override
that begins or ends."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A class, since when it holds, and what brought it."""

    tier: TierClass
    since: datetime
    by: Brought = "fact"


@dataclass(frozen=True, slots=True)
class Basis:
    """A customer as of its newest fact, or of `rules` taking effect after it.

    `tally` is as of `at`, with all facts priced under `rules`.
    """

    at: datetime
    event_id: str
    tally: Tally
    standing: Standing
    rules: Rules

    @property
    def parts(self) -> tuple[float, ...]:
        """The decayed sums by signal at `at`."""
        return self.tally.parts

    @property
    def place(self) -> tuple[datetime, str]:
        """The newest fact's place in the order of facts."""
        return self.at, self.event_id

    @property
    def opens_at(self) -> datetime:
        """The moment from which what follows is computed from this basis."""
        return max(self.at, self.rules.effective_from)

    def age_s(self, when: datetime) -> float:
        """Return the seconds from the newest fact to `when`."""
        return (when - self.at).total_seconds()

    def parts_at(self, when: datetime) -> tuple[float, ...]:
        """Return the sums by signal as of `when`, not before the newest fact."""
        return tuple(map(decayed, self.parts, (self.age_s(when),) * len(self.parts), self.rules.half_lives_s))

    def score(self, when: datetime) -> float:
        """Return the score at `when`, not before the newest fact."""
        return total(self.parts, self.rules.half_lives_s, self.age_s(when))


class Step(NamedTuple):
    """A class that time brought, and the basis that it follows from."""

    standing: Standing
    basis: Basis


class Passed(NamedTuple):
    """Where time has led: the basis in force, each class on the way, in order, and the class at the end.

    `beneath` is the class by the score alone.
    """

    basis: Basis
    steps: Sequence[Step]
    standing: Standing
    beneath: Standing


def applied(basis: Basis | None, facts: Sequence[ScoredFact], fact: ScoredFact, rulebook: Rulebook) -> Basis:
    """Return the basis after `fact`, which is later in order than all `facts` of `basis`."""
    at = fact.occurred_at
    if basis is None:
        rules = rulebook.at(at)
        tally, standing = added(Tally.nothing(rules), 0.0, fact, rules), Standing("potential", at)
    else:
        by_then = _by_the_score(basis, facts, at, rulebook)
        rules, standing = by_then.basis.rules, by_then.standing
        tally = added(by_then.basis.tally, basis.age_s(at), fact, rules)
    tier = tally.class_after(standing.tier, math.fsum(tally.parts), rules)
    if tier != standing.tier:
        standing = Standing(tier, at)
    return Basis(at, fact.event_id, tally, standing, rules)


def folded(facts: Sequence[ScoredFact], rulebook: Rulebook) -> Basis:
    """Return the basis after `facts`, at least one, in order."""
    basis = applied(None, (), facts[0], rulebook)
    for place in range(1, len(facts)):
        # Without a book in between the facts of before are not looked at, so they are not cut out either.
        books = rulebook.after(basis.rules, facts[place].occurred_at)
        basis = applied(basis, facts[:place] if books else (), facts[place], rulebook)
    return basis


def rebased(basis: Basis, standing: Standing, facts: Sequence[ScoredFact], rules: Rules) -> Basis:
    """Return the basis of the same facts once `rules` take effect, when `standing` held until then.

    Every fact is priced anew, and the class is decided from the one before with the new thresholds.
    """
    tally, at = Tally.nothing(rules), facts[0].occurred_at
    for fact in facts:
        age_s, at = (fact.occurred_at - at).total_seconds(), fact.occurred_at
        tally = added(tally, age_s, fact, rules)
    anew = Basis(at, basis.event_id, tally, standing, rules)
    tier = tally.class_after(standing.tier, anew.score(rules.effective_from), rules)
    if tier == standing.tier:
        return anew
    return replace(anew, standing=Standing(tier, rules.effective_from, "policy"))


def passed(basis: Basis, facts: Sequence[ScoredFact], when: datetime, rulebook: Rulebook) -> Passed:
    """Return what time alone does to the customer of these facts, up to and including `when`.

    While a person's override holds, it is the class, whatever the score does beneath it.
    """
    scored, override = _by_the_score(basis, facts, when, rulebook), basis.tally.override
    if override is None:
        return scored
    steps = [step for step in scored.steps if step.standing.since >= override.until]
    if basis.opens_at < override.until <= when:
        before = [Step(basis.standing, basis), *scored.steps]
        beneath = [step for step in before if step.standing.since <= override.until][-1]
        steps.insert(0, beneath._replace(standing=shown(beneath.standing, override, override.until)))
    return Passed(scored.basis, steps, shown(scored.standing, override, when), scored.standing)


def shown(standing: Standing, override: Override | None, when: datetime) -> Standing:
    """Return the class at `when`, at which it is `standing` by the score."""
    if override is None or when < override.since:
        return standing
    if when < override.until:
        return Standing(override.tier, override.since, "override")
    if standing.since >= override.until:
        return standing
    return Standing(standing.tier, override.until, "override")


def _by_the_score(basis: Basis, facts: Sequence[ScoredFact], when: datetime, rulebook: Rulebook) -> Passed:
    books = rulebook.after(basis.rules, when)
    if not books and not _may_have_moved(basis, when):
        return Passed(basis, (), basis.standing, basis.standing)
    steps: list[Step] = []
    for rules in books:
        steps += [Step(fallen, basis) for fallen in course(basis) if fallen.since < rules.effective_from]
        before = steps[-1].standing if steps else basis.standing
        basis = rebased(basis, before, facts, rules)
        if basis.standing is not before:
            steps.append(Step(basis.standing, basis))
    steps += [Step(fallen, basis) for fallen in course(basis) if fallen.since <= when]
    standing = steps[-1].standing if steps else basis.standing
    return Passed(basis, steps, standing, standing)


def next_crossing(basis: Basis, standing: Standing) -> Standing | None:
    """Return what time alone makes of `standing` next, or None if it stays for ever.

    By decay, or because a person's override is over. A book to come is not counted in: when it takes
    effect, what it brings is said then.
    """
    override = basis.tally.override
    if override is not None and standing.since < override.until:
        by_then = [fallen for fallen in course(basis) if fallen.since <= override.until]
        return shown((by_then or [basis.standing])[-1], override, override.until)
    return next((later for later in course(basis) if later.since > standing.since), None)


def course(basis: Basis) -> Iterator[Standing]:
    """Yield each class that decay alone brings from where the basis opens, in order.

    A class moves at the first whole second at which its threshold is passed, never before it.
    """
    tier, rules = basis.standing.tier, basis.rules
    if not _can_move(basis):
        return
    opens_at = basis.opens_at
    parts = basis.parts if opens_at == basis.at else basis.parts_at(opens_at)
    events = [(crossing, "key") for crossing in crossings(parts, rules.half_lives_s, rules.enter)]
    events += [(crossing, "ordinary") for crossing in crossings(parts, rules.half_lives_s, rules.leave)]
    for crossing, target in sorted(events):
        if crossing.rising == (target == "key") and tier != target:
            tier = "key" if target == "key" else "ordinary"
            yield Standing(tier, _whole_second(opens_at, crossing.at_s), "decay")


def _can_move(basis: Basis) -> bool:
    """Answer cheaply whether time alone can ever move the class; for most customers it cannot."""
    match basis.standing.tier:
        case "potential":
            return False
        case "ordinary":
            if basis.tally.holding and basis.rules.cap(basis.tally.holding) != "key":
                return False
            # Only what is negative can let a score rise again, and to no more than what is positive.
            parts = basis.parts
            return min(parts) < 0 and math.fsum(part for part in parts if part > 0) >= basis.rules.enter
        case "key":
            return True


def _may_have_moved(basis: Basis, when: datetime) -> bool:
    """Answer cheaply whether it may have by `when`: without negative parts a score only falls."""
    if when <= basis.opens_at:
        return False
    if basis.standing.tier == "key" and min(basis.parts) >= 0:
        return basis.score(when) < basis.rules.leave
    return _can_move(basis)


def _whole_second(reference: datetime, after_s: float) -> datetime:
    exact = reference + timedelta(seconds=after_s)
    return exact if not exact.microsecond else exact.replace(microsecond=0) + timedelta(seconds=1)
