"""The fold: what a customer's tier becomes when a fact is heard, or when time passes.

What is believed, and with it every stored row, is a function of the set of facts heard and of the
dated books (and of the ticks for times since). What is said follows what is believed: while facts come
in the order in which they happened, each class that time, a book or a fact brought is said once, at its
own time, however late the worker is; a fact that comes late, or a book that does, says only what it
changes, and is called a correction.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from services.scoring.tier.rulebook import Rulebook
from services.scoring.tier.rules import Rules
from services.scoring.tier.scored import ScoredFact, inserted
from services.scoring.tier.standing import Basis, Standing, Step, applied, folded, passed, shown
from shared.contracts.scoring import Cause
from shared.policy.tier import TierClass

NOBODY: TierClass = "potential"
"""The class of a customer of whom nothing scored was ever heard; nobody needs to be told."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """On which message, or at which tick, something is said."""

    recorded_at: datetime
    traceparent: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A class that became another. `facts` are those that had happened by then, `known` counts all heard.

    `rules` are those in force then; `basis` tells what comes after.
    """

    key: str
    before: TierClass
    standing: Standing
    cause: Cause
    rules: Rules
    basis: Basis
    facts: tuple[ScoredFact, ...]
    known: int
    occasion: Occasion


@dataclass(slots=True)
class CustomerTier:
    """One customer, never changed by the fold but replaced.

    `basis` was folded under `rulebook`. `heard_until` is the newest time that any fact tells of: when
    it happened, or when it was learned. `changes` are the last of the `said` changes since this state
    was loaded.
    """

    key: str
    facts: tuple[ScoredFact, ...] = ()
    basis: Basis | None = None
    standing: Standing | None = None
    heard_until: datetime | None = None
    rulebook: Rulebook | None = None
    changes: tuple[Change, ...] = ()
    said: int = 0

    def said_after(self, before: "CustomerTier | None") -> tuple[Change, ...]:
        """Return what was said after `before`, an earlier state of this customer or None."""
        count = self.said - (0 if before is None else before.said)
        return self.changes[-count:] if count else ()


class _Telling:
    """Says the changes of one occasion, each against the class said before it."""

    def __init__(self, state: CustomerTier, occasion: Occasion, rulebook: Rulebook) -> None:
        self._state, self._occasion, self._rulebook = state, occasion, rulebook
        self._changes: list[Change] = []
        self._last = NOBODY if state.standing is None else state.standing.tier

    def step(self, step: Step, facts: tuple[ScoredFact, ...]) -> None:
        """A class of the course of time is said, unless it was."""
        known = self._state.standing
        if known is None or step.standing.since >= known.since:
            self.say(step, facts, step.standing.by)

    def say(self, step: Step, facts: tuple[ScoredFact, ...], cause: Cause) -> None:
        """The class is said if it differs from the last."""
        standing, basis = step
        if standing.tier == self._last:
            return
        by_then = tuple(fact for fact in facts if fact.occurred_at <= standing.since)
        key, before, rules = self._state.key, self._last, self._rulebook.at(standing.since)
        self._changes.append(
            Change(key, before, standing, cause, rules, basis, by_then, len(facts), self._occasion)
        )
        self._last = standing.tier

    def told(self, state: CustomerTier) -> CustomerTier:
        """Return `state` with what was said."""
        said = state.said + len(self._changes)
        return replace(state, changes=(*state.changes, *self._changes), said=said)


def heard(state: CustomerTier, fact: ScoredFact, occasion: Occasion, rulebook: Rulebook) -> CustomerTier:
    """Return the state after one more fact, late or not."""
    old, facts = _under(rulebook, state), inserted(state.facts, fact)
    # One from before a book that has already graded the customer is late as well.
    late = old is not None and (fact.place < old.place or fact.occurred_at < old.opens_at)
    basis = folded(facts, rulebook) if late else applied(old, state.facts, fact, rulebook)
    known = state.heard_until
    until = max(occasion.recorded_at, fact.occurred_at, known or fact.occurred_at)
    # A book that has taken effect stays so, though a worker that lags hears of facts from before it.
    by_time = passed(basis, facts, until if old is None else max(until, old.opens_at), rulebook)
    current = by_time.standing
    told = CustomerTier(state.key, facts, by_time.basis, current, until, rulebook, state.changes, state.said)
    if old is not None and current is basis.standing is old.standing is state.standing:
        return told  # the very class of before: nothing moved, so nothing is to be said
    telling = _Telling(state, occasion, rulebook)
    if not late and (known is None or fact.occurred_at > known):
        # News in order. What time did before this fact is said too, if no tick came in between.
        if old is not None:
            for step in passed(old, state.facts, fact.occurred_at, rulebook).steps:
                telling.step(step, state.facts)
        arrived = shown(basis.standing, basis.tally.override, fact.occurred_at)
        if arrived.since == fact.occurred_at:
            telling.step(Step(arrived, basis), facts)
        for step in by_time.steps:
            telling.step(step, facts)
    telling.say(Step(current, by_time.basis), facts, _cause(current, fact, late=late))
    return telling.told(told)


def advanced(state: CustomerTier, now: datetime, rulebook: Rulebook) -> CustomerTier:
    """Return the state as of `now`: what decay alone or a book has brought by then holds and is said."""
    old, standing = _under(rulebook, state), state.standing
    if old is None or standing is None:
        return state
    # Whoever looked at a later time has said what was true then.
    by_time = passed(old, state.facts, max(now, state.heard_until or now, standing.since), rulebook)
    current = by_time.standing
    if current == standing and by_time.basis is state.basis:
        return state
    telling = _Telling(state, Occasion(now), rulebook)
    for step in by_time.steps:
        telling.step(step, state.facts)
    # A book that came late may change what was said of times before now.
    telling.say(Step(current, by_time.basis), state.facts, "correction")
    return telling.told(replace(state, basis=by_time.basis, standing=current, rulebook=rulebook))


def _under(rulebook: Rulebook, state: CustomerTier) -> Basis | None:
    """Return the state's basis under `rulebook`; folded anew if it is of another, for a book may be late."""
    basis = state.basis
    if basis is None or state.rulebook is rulebook:
        return basis
    return passed(folded(state.facts, rulebook), state.facts, basis.opens_at, rulebook).basis


def _cause(current: Standing, fact: ScoredFact, *, late: bool) -> Cause:
    if late or current.since < fact.occurred_at:
        return "correction"
    return current.by
