"""The answer to a what-if in numbers; those of two parts of the customers add up."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

import msgspec

from services.scoring.studies.what_if.history import Past, PastComplaint
from shared.policy import PolicyBook
from shared.policy.tier import TierClass
from shared.policy.working_time import add

DAYS_A_MONTH = 365.25 / 12


class Pair(msgspec.Struct):
    """One number under the policy in force and under the draft."""

    before: float = 0.0
    after: float = 0.0

    def plus(self, before: float, after: float) -> None:
        """Both are added to."""
        self.before += before
        self.after += after


class Tally(msgspec.Struct):
    """What a draft changes. `moves` counts customers by `before>after`; contacts and visits are a month's.

    `breached` counts complaints by clock, `returned` customers that go back to the pool at once.
    """

    customers: int = 0
    facts: int = 0
    complaints: int = 0
    moves: dict[str, int] = msgspec.field(default_factory=dict)
    classes: dict[str, Pair] = msgspec.field(default_factory=dict)
    contacts: Pair = msgspec.field(default_factory=Pair)
    visits: Pair = msgspec.field(default_factory=Pair)
    breached: dict[str, Pair] = msgspec.field(default_factory=dict)
    returned: Pair = msgspec.field(default_factory=Pair)

    @property
    def moved(self) -> int:
        """How many customers change class."""
        return sum(self.moves.values())

    def to_json(self) -> str:
        """Return the numbers as they are kept and answered."""
        return msgspec.json.encode(self).decode()

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the numbers of a kept answer."""
        return msgspec.json.decode(text, type=cls)

    def as_dict(self) -> dict[str, Any]:
        """Return the numbers as plain values."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return plain

    def merge(self, other: "Tally") -> None:
        """The numbers of `other`, which counts other customers, are added."""
        self.customers += other.customers
        self.facts += other.facts
        self.complaints += other.complaints
        self.moves = dict(Counter(self.moves) + Counter(other.moves))
        _add_all(self.classes, other.classes)
        _add_all(self.breached, other.breached)
        for mine, theirs in (
            (self.contacts, other.contacts),
            (self.visits, other.visits),
            (self.returned, other.returned),
        ):
            mine.plus(theirs.before, theirs.after)


class Counting:
    """Judges customers and complaints by both books, and counts."""

    def __init__(self, before: PolicyBook, after: PolicyBook, now: datetime) -> None:
        self._before, self._after, self._now = before, after, now
        self.tally = Tally()

    def customer(self, past: Past, tier: TierClass, facts: int) -> None:
        """A customer with so many facts is counted, whose class under the draft is `tier`."""
        tally = self.tally
        tally.customers += 1
        tally.facts += facts
        if tier != past.tier:
            name = f"{past.tier}>{tier}"
            tally.moves[name] = tally.moves.get(name, 0) + 1
        _pair(tally.classes, past.tier).before += 1
        _pair(tally.classes, tier).after += 1
        before, after = (
            book.cadence.asked_of(of, past.lifecycle)
            for book, of in ((self._before, past.tier), (self._after, tier))
        )
        tally.contacts.plus(_a_month(before.contact_days), _a_month(after.contact_days))
        tally.visits.plus(_a_month(before.visit_days), _a_month(after.visit_days))
        tally.returned.plus(
            self._returns(past, past.tier, self._before), self._returns(past, tier, self._after)
        )

    def complaint(self, past: PastComplaint) -> None:
        """A complaint is counted: by its own due times, and by those that the draft would have set."""
        self.tally.complaints += 1
        clocks, calendar = self._after.complaint.clocks[past.severity], self._after.calendar
        # Whoever resolves a complaint has taken it up by that.
        taken_up = past.acknowledged_at or past.resolved_at or self._now
        ended = past.resolved_at or self._now
        for clock, done, was_due, span in (
            ("acknowledge", taken_up, past.acknowledge_by, clocks.acknowledge),
            ("resolve", ended, past.resolve_by, clocks.resolve),
        ):
            due = add(past.started_at, span, calendar)
            _pair(self.tally.breached, clock).plus(done > was_due, done > due)

    def _returns(self, past: Past, tier: TierClass, book: PolicyBook) -> bool:
        limit, idle = book.pool.idle_days_of(tier, past.lifecycle), past.idle_days(self._now)
        return limit is not None and idle is not None and idle > limit


def _a_month(every_days: int | None) -> float:
    return 0.0 if every_days is None else DAYS_A_MONTH / every_days


def _pair(pairs: dict[str, Pair], name: str) -> Pair:
    return pairs.setdefault(name, Pair())


def _add_all(mine: dict[str, Pair], theirs: Mapping[str, Pair]) -> None:
    for name, pair in theirs.items():
        _pair(mine, name).plus(pair.before, pair.after)
