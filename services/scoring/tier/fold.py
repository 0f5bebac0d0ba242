"""The fold: what a customer's tier becomes when a fact is heard, or when time passes.

What is believed, and with it every stored row, is a function of the set of facts heard (and of
the ticks for times since). What is said follows what is believed: while facts come in the order in
which they happened, each class that time or a fact brought is said once, at its own time, however
late the worker is; a fact that comes late says only what it changes, and is called a correction.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from services.scoring.tier.contribution import Contribution, inserted
from services.scoring.tier.rules import Rules
from services.scoring.tier.standing import Basis, Standing, applied, folded, passed
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
    """A class that became another. `facts` are those that had happened by then, `known` counts all heard."""

    key: str
    before: TierClass
    standing: Standing
    cause: Cause
    basis: Basis
    facts: tuple[Contribution, ...]
    known: int
    occasion: Occasion


@dataclass(slots=True)
class CustomerTier:
    """One customer, never changed by the fold but replaced.

    `heard_until` is the newest time that any fact tells of: when it happened, or when it was
    learned. `changes` are the last of the `said` changes since this state was loaded.
    """

    key: str
    facts: tuple[Contribution, ...] = ()
    basis: Basis | None = None
    standing: Standing | None = None
    heard_until: datetime | None = None
    changes: tuple[Change, ...] = ()
    said: int = 0

    def said_after(self, before: "CustomerTier | None") -> tuple[Change, ...]:
        """Return what was said after `before`, an earlier state of this customer or None."""
        count = self.said - (0 if before is None else before.said)
        return self.changes[-count:] if count else ()


class _Telling:
    """Says the changes of one occasion, each against the class said before it."""

    def __init__(self, state: CustomerTier, occasion: Occasion) -> None:
        self._state, self._occasion = state, occasion
        self._changes: list[Change] = []
        self._last = NOBODY if state.standing is None else state.standing.tier

    def step(self, standing: Standing, basis: Basis, facts: tuple[Contribution, ...]) -> None:
        """A class of the course of time is said, unless it was."""
        known = self._state.standing
        if known is None or standing.since >= known.since:
            self.say(standing, basis, facts, "decay" if standing.by_decay else "fact")

    def say(self, standing: Standing, basis: Basis, facts: tuple[Contribution, ...], cause: Cause) -> None:
        """The class is said if it differs from the last."""
        if standing.tier == self._last:
            return
        by_then = tuple(fact for fact in facts if fact.occurred_at <= standing.since)
        key, before = self._state.key, self._last
        self._changes.append(Change(key, before, standing, cause, basis, by_then, len(facts), self._occasion))
        self._last = standing.tier

    def told(self, state: CustomerTier) -> CustomerTier:
        """Return `state` with what was said."""
        said = state.said + len(self._changes)
        return replace(state, changes=(*state.changes, *self._changes), said=said)


def heard(state: CustomerTier, fact: Contribution, occasion: Occasion, rules: Rules) -> CustomerTier:
    """Return the state after one more fact, late or not."""
    old, facts = state.basis, inserted(state.facts, fact)
    late = old is not None and fact.place < old.place
    basis = folded(facts, rules) if late else applied(old, fact, rules)
    known = state.heard_until
    until = max(occasion.recorded_at, fact.occurred_at, known or fact.occurred_at)
    by_time = passed(basis, until, rules)
    current = by_time[-1] if by_time else basis.standing
    told = CustomerTier(state.key, facts, basis, current, until, state.changes, state.said)
    if old is not None and current is old.standing and state.standing is current:
        return told  # the very class of before: nothing moved, so nothing is to be said
    telling = _Telling(state, occasion)
    if not late and (known is None or fact.occurred_at > known):
        # News in order. What time did before this fact is said too, if no tick came in between.
        if old is not None:
            for standing in passed(old, fact.occurred_at, rules):
                telling.step(standing, old, state.facts)
        if basis.standing.since == fact.occurred_at:
            telling.step(basis.standing, basis, facts)
        for standing in by_time:
            telling.step(standing, basis, facts)
    telling.say(current, basis, facts, _cause(current, fact, late=late))
    return telling.told(told)


def advanced(state: CustomerTier, now: datetime, rules: Rules) -> CustomerTier:
    """Return the state as of `now`: a class that fell, or rose, by decay alone has done so and is said."""
    by_time = [] if state.basis is None else passed(state.basis, now, rules)
    if state.basis is None or not by_time:
        return state
    telling = _Telling(state, Occasion(now))
    for standing in by_time:
        telling.step(standing, state.basis, state.facts)
    return telling.told(replace(state, standing=by_time[-1]))


def _cause(current: Standing, fact: Contribution, *, late: bool) -> Cause:
    if late or current.since < fact.occurred_at:
        return "correction"
    return "decay" if current.by_decay else "fact"
