"""The policy book's chapters `score`, `signals` and `tier`, laid out for folding."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from services.scoring.heard import Filed, Heard, Purchased, Returned, Signed, Visited
from services.scoring.tier.decay import decayed
from services.scoring.tier.own_signals import PREFIX, Earned, OwnSignals
from shared.policy import PolicyBook
from shared.policy.rule import Rule, Text
from shared.policy.score import MoneySignal
from shared.policy.tier import TierClass

DAY_S = 86_400.0

RANK: Sequence[TierClass] = ("potential", "ordinary", "key")
"""The classes as a gate counts them, lowest first."""


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
        return self.worth(fact.amount_minor, fact.currency)

    def taken_back(self, fact: Returned) -> float:
        """Return what the part that came back had earned when it was bought.

        That is what the purchase was worth with it and is not worth without it, so the returns of one
        purchase take back no more than it earned, in whatever order they are heard.
        """
        left = fact.left_minor or 0
        return self.worth(left + fact.amount_minor, fact.currency) - self.worth(left, fact.currency)

    def worth(self, amount_minor: int, currency: str) -> float:
        """Return what an amount earns in one fact."""
        return min(amount_minor * self.points_per_minor.get(currency, 0.0), self.cap)


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
    own: OwnSignals

    @classmethod
    def of(cls, book: PolicyBook) -> Self:
        """Return the rules that `book` states."""
        score, own = book.score, OwnSignals(book.signals)
        half_lives = {**score.half_life_days, **own.half_life_days}
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
            own=own,
        )

    @property
    def effective_from(self) -> datetime:
        """Return the moment from which the book holds."""
        return self.book.effective_from

    def half_life_s(self, signal: str) -> float:
        """Return the half-life of `signal` in seconds."""
        return self.half_lives_s[self.signals.index(signal)]

    def title(self, signal: str) -> Text:
        """Return what the book calls a signal."""
        own = self.book.signals.signals.get(signal.removeprefix(PREFIX))
        if own is not None and signal.startswith(PREFIX):
            return own.title
        built_in: Rule = getattr(self.book.score, signal)
        return built_in.title

    def earned(self, data: Heard) -> Sequence[Earned]:
        """Return what a scored fact is to each signal that it speaks to, when it happens."""
        match data:
            case Purchased():
                return (Earned("purchase", self.purchase.points(data)),)
            case Visited():
                return (Earned("visit", self.visit[data.effective]),)
            case Signed():
                return (Earned("contract", self.contract.points(data)),)
            case Returned():
                return (Earned("purchase", self._taken_back(data)),)
            case Filed():
                return (Earned("complaint", self.complaint[data.severity]),)
            case _:
                return self.own.earned(data)

    def _taken_back(self, data: Returned) -> float:
        # At its own time: what is left by then of the points, and no more.
        age_s = (data.returned_at - data.purchased_at).total_seconds()
        return -decayed(self.purchase.taken_back(data), age_s, self.half_life_s("purchase"))

    def cap(self, holding: Collection[str]) -> TierClass:
        """Return the highest class that these signals allow while they hold."""
        caps: list[TierClass] = [self.own.caps[signal] for signal in holding if signal in self.own.caps]
        return min(caps, key=RANK.index, default="key")
