"""The policy book's chapters `score` and `tier`, laid out for folding."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from services.scoring.heard import Filed, Heard, Purchased, Signed, Visited
from services.scoring.tier.contribution import Contribution
from shared.kit.projection.port import Fact, Poison
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


@dataclass(frozen=True, slots=True)
class Rules:
    """One policy book as the fold uses it. `signals` is the order of every tuple of parts."""

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

    def half_life_s(self, signal: str) -> float:
        """Return the half-life of `signal` in seconds."""
        return self.half_lives_s[self.signals.index(signal)]

    def contribution(self, fact: Fact) -> Contribution:
        """Return what a fact earns, at the time when it happened. Raises `Poison` for any other fact."""
        data: Heard = fact.data
        match data:
            case Purchased():
                signal, points, at = "purchase", self.purchase.points(data), data.purchased_at
            case Visited():
                signal, points, at = "visit", self.visit[data.effective], data.happened_at
            case Signed():
                signal, points, at = "contract", self.contract.points(data), data.signed_at
            case Filed():
                signal, points, at = "complaint", self.complaint[data.severity], data.filed_at
            case _:
                raise Poison("not_scored", type(data).__name__)
        message = fact.message
        return Contribution(at, message.id, message.source, message.type, signal, points)
