"""The policy book's chapters `score` and `tier`, laid out for folding."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from services.scoring.heard import Filed, Heard, Purchased, Signed, Visited
from shared.policy import PolicyBook
from shared.policy.score import MoneySignal

DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Tariff:
    """What money earns: points by currency for one minor unit, and at most `cap` a fact."""

    points_per_minor: Mapping[str, float]
    cap: float

    @classmethod
    def of(cls, signal: MoneySignal) -> Self:
        """Return the tariff of `signal`."""
        rates = signal.rates.items()
        return cls({name: rate.points_per_unit / 10**rate.minor_digits for name, rate in rates}, signal.cap)

    def points(self, fact: Purchased | Signed) -> float:
        """Return what the fact's amount earns; nothing in a currency without a rate."""
        return min(fact.amount_minor * self.points_per_minor.get(fact.currency, 0.0), self.cap)


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """One policy book as the fold uses it; equal to itself only. `signals` is the order of all parts."""

    book: PolicyBook
    signals: tuple[str, ...]
    half_lives_s: tuple[float, ...]
    enter: float
    leave: float
    ending_potential: frozenset[str]
    purchase: Tariff
    contract: Tariff
    visit: Mapping[bool, float]
    complaint: Mapping[str, float]

    @classmethod
    def of(cls, book: PolicyBook) -> Self:
        """Return the rules that `book` states."""
        score = book.score
        half_lives = score.half_life_days
        signals = tuple(sorted(half_lives))
        return cls(
            book=book,
            signals=signals,
            half_lives_s=tuple(half_lives[signal] * DAY_S for signal in signals),
            enter=book.tier.key.enter,
            leave=book.tier.key.leave,
            ending_potential=frozenset(
                name
                for name, signal in (("contract", score.contract), ("purchase", score.purchase))
                if signal.ends_potential
            ),
            purchase=Tariff.of(score.purchase),
            contract=Tariff.of(score.contract),
            visit={True: score.visit.points["effective"], False: score.visit.points["ineffective"]},
            complaint=dict(score.complaint.points),
        )

    @property
    def effective_from(self) -> datetime:
        """Return the moment from which the book holds."""
        return self.book.effective_from

    def half_life_s(self, signal: str) -> float:
        """Return the half-life of `signal` in seconds."""
        return self.half_lives_s[self.signals.index(signal)]

    def priced(self, data: Heard) -> tuple[str, float]:
        """Return the signal of a scored fact, and the points that it earns when it happens."""
        match data:
            case Purchased():
                return "purchase", self.purchase.points(data)
            case Visited():
                return "visit", self.visit[data.effective]
            case Signed():
                return "contract", self.contract.points(data)
            case Filed():
                return "complaint", self.complaint[data.severity]
            case _:
                raise TypeError(f"{type(data).__name__} is not scored")
