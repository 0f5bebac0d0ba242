"""A customer's class on a date, with its explanation; by all facts, or by those known at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import ClassVar

from services.scoring.tier.explain import Explanation, explained
from services.scoring.tier.fold import NOBODY
from services.scoring.tier.rulebook import Rulebook
from services.scoring.tier.rules import Rules
from services.scoring.tier.scored import ScoredFact
from services.scoring.tier.standing import Standing, folded, next_crossing, passed
from services.scoring.tier.tally import Override
from shared.kit.decider import Rejection
from shared.kit.plausible_time import refuse_implausible
from shared.policy.tier import TierClass


@dataclass(frozen=True)
class OnDate:
    """What is so at `when`, by `facts`, none of which happened later, under the book in force then.

    `holding` are the signals that hold and cap the class; `override` is a person's, if one holds, and
    `beneath` the class by the score.
    """

    when: datetime
    facts: tuple[ScoredFact, ...]
    rules: Rules
    standing: Standing | None
    crossing: Standing | None
    holding: frozenset[str]
    override: Override | None
    beneath: TierClass

    @property
    def tier(self) -> TierClass:
        """The class."""
        return NOBODY if self.standing is None else self.standing.tier

    @property
    def letter(self) -> str:
        """The class's letter in that book."""
        return self.rules.book.tier.letters[self.tier]

    @cached_property
    def why(self) -> Explanation:
        """What makes up the score."""
        return explained(self.facts, self.when, self.rules)


@dataclass(frozen=True)
class Answered:
    """What was asked, and what stands beside it: the same day as it was known at another time."""

    view: OnDate
    beside: OnDate
    known_at: datetime | None

    @property
    def learned_later(self) -> int:
        """How many facts of that day or before it were learned after the one and by the other."""
        return abs(len(self.beside.facts) - len(self.view.facts))

    @property
    def is_corrected(self) -> bool:
        """Whether what was learned later changes the class or the score."""
        ways = (self.view, self.beside)
        return len({(way.tier, way.why.score) for way in ways}) > 1


class DateNotYetKnown(Rejection):
    """Nobody knew of that day then; ask what was known on that day, or later."""

    code: ClassVar[str] = "date_not_yet_known"


def refuse_impossible(as_of: datetime, known_at: datetime | None, now: datetime) -> None:
    """Return when the question has an answer. Raises TimeInFuture, TimeTooAncient, DateNotYetKnown."""
    refuse_implausible(as_of, now, "as_of")
    if known_at is None:
        return
    refuse_implausible(known_at, now, "known_at")
    if known_at < as_of:
        raise DateNotYetKnown(as_of=as_of.isoformat(), known_at=known_at.isoformat())


def answered(
    facts: Sequence[ScoredFact], as_of: datetime, known_at: datetime | None, rulebook: Rulebook
) -> Answered:
    """Return what is so at `as_of`, by all facts or by those known at `known_at`.

    Beside it stands what was known on the day itself, or else what is known today.
    """
    known_now, by_then = on_date(facts, as_of, rulebook), as_of if known_at is None else known_at
    if all(fact.recorded_at <= by_then for fact in known_now.facts):
        known_then = known_now
    else:
        known_then = on_date(facts, as_of, rulebook, by_then)
    if known_at is None:
        return Answered(known_now, known_then, None)
    return Answered(known_then, known_now, known_at)


def on_date(
    facts: Sequence[ScoredFact], when: datetime, rulebook: Rulebook, known_at: datetime | None = None
) -> OnDate:
    """Return what is so at `when`; with `known_at`, only by the facts that were recorded by then."""
    counted = tuple(
        fact
        for fact in facts
        if fact.occurred_at <= when and (known_at is None or fact.recorded_at <= known_at)
    )
    rules = rulebook.at(when)
    if not counted:
        return OnDate(when, counted, rules, None, None, frozenset(), None, NOBODY)
    by_time = passed(folded(counted, rulebook), counted, when, rulebook)
    crossing = next_crossing(by_time.basis, by_time.standing)
    tally, override = by_time.basis.tally, by_time.basis.tally.override
    if override is not None and when >= override.until:
        override = None
    return OnDate(
        when, counted, rules, by_time.standing, crossing, tally.holding, override, by_time.beneath.tier
    )
