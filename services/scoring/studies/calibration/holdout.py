"""Trials on the past, as pure functions: rank by what was known, judge by what came after."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import msgspec

TOP_SHARE = 0.2
"""The customers who are looked for: the fifth that will bring most."""

LEARNED, HELD_OUT = 0.5, 0.75
"""Settings are chosen as of half of the history by the quarter that follows, and measured on the last."""

HALF_LIVES_DAYS = (15.0, 30.0, 60.0, 90.0, 120.0, 180.0, 365.0, 730.0)
CAP_QUANTILES = (0.5, 0.75, 0.9, 0.95, 0.99, 1.0)
"""Caps are tried where the purchases themselves lie; at 1.0 nothing is capped."""

PURCHASES_MIN, CUSTOMERS_MIN, DAYS_MIN = 500, 100, 90.0
"""Less history tells chance, not habits."""


class Purchase(NamedTuple):
    """What one customer bought: when, in days since the first purchase, and its points before any cap."""

    customer: int
    day: float
    points: float


class Setting(msgspec.Struct, frozen=True, order=True):
    """A half-life in days, and the most points that one purchase earns."""

    half_life_days: float
    cap: float


class Trial(msgspec.Struct, frozen=True):
    """What a setting found: of the money that the best fifth brought, the part its top fifth brought.

    `threshold` is the score of the last customer of its top fifth, as of the end of the history.
    """

    setting: Setting
    found: float
    threshold: float


class Calibration(msgspec.Struct, frozen=True):
    """Today's setting and the proposed one, both measured where neither was chosen.

    `proposed` is today's where the history holds nothing better, or too little to say so.
    """

    purchases: int
    customers: int
    days: float
    enough: bool
    today: Trial | None = None
    proposed: Trial | None = None

    @property
    def gain(self) -> float:
        """How many times as much the proposal found as today's setting; 1.0 is as much."""
        if self.today is None or self.proposed is None or not self.today.found:
            return 1.0
        return self.proposed.found / self.today.found


@dataclass(frozen=True, slots=True)
class History:
    """Purchases in order of time, and how many customers made them."""

    purchases: Sequence[Purchase]
    customers: int

    @classmethod
    def of(cls, told: Sequence[tuple[str, datetime, float]]) -> "History":
        """Return the history of purchases as (customer, time, points), in any order."""
        ordered = sorted(told, key=lambda one: one[1])
        numbers: dict[str, int] = {}
        return cls(
            [
                Purchase(
                    numbers.setdefault(key, len(numbers)),
                    (at - ordered[0][1]).total_seconds() / 86_400,
                    points,
                )
                for key, at, points in ordered
            ],
            len(numbers),
        )

    @property
    def days(self) -> float:
        """The length of the history."""
        return self.purchases[-1].day if self.purchases else 0.0

    @property
    def is_enough(self) -> bool:
        """Whether habits can be told from chance."""
        return (
            len(self.purchases) >= PURCHASES_MIN and self.customers >= CUSTOMERS_MIN and self.days >= DAYS_MIN
        )

    def fading(self, half_life_days: float, until: float) -> Sequence[float]:
        """Return what is left on the day `until` of each point, by purchase up to then."""
        known = bisect_right(self.purchases, until, key=lambda one: one.day)
        return [2.0 ** ((one.day - until) / half_life_days) for one in self.purchases[:known]]

    def scores(self, fading: Sequence[float], cap: float) -> Mapping[int, float]:
        """Return the score of everybody who made one of the first purchases, as many as `fading` has."""
        scores: dict[int, float] = {}
        for (customer, _, points), left in zip(self.purchases, fading, strict=False):
            scores[customer] = scores.get(customer, 0.0) + (min(cap, points)) * left
        return scores

    def money(self, after: float, until: float) -> Mapping[int, float]:
        """Return what each customer brought between two days."""
        brought: dict[int, float] = {}
        for customer, day, points in self.purchases:
            if after < day <= until:
                brought[customer] = brought.get(customer, 0.0) + points
        return brought

    def caps(self) -> Sequence[float]:
        """Return the caps that are tried."""
        points = sorted(one.points for one in self.purchases)
        return sorted({points[min(int(q * len(points)), len(points) - 1)] for q in CAP_QUANTILES} - {0.0})


def found(scores: Mapping[int, float], later: Mapping[int, float]) -> float:
    """Return the part of the best possible that the top fifth by score brought later, 0 to 1.

    Ties by score are broken by the customer's number, for every setting alike. Only those who were
    known can be found, so the best possible is of them.
    """
    count = max(1, round(TOP_SHARE * len(scores)))
    best = sum(sorted((later.get(customer, 0.0) for customer in scores), reverse=True)[:count])
    brought = sum(later.get(customer, 0.0) for customer in _ranked(scores)[:count])
    return brought / best if best else 0.0


def _ranked(scores: Mapping[int, float]) -> Sequence[int]:
    return sorted(scores, key=lambda customer: (-scores[customer], customer))


def threshold(scores: Mapping[int, float]) -> float:
    """Return the score of the last customer of the top fifth."""
    count = max(1, round(TOP_SHARE * len(scores)))
    return scores[_ranked(scores)[count - 1]]


def calibrated(history: History, today: Setting) -> Iterator[Calibration | None]:
    """Yield None after each half-life, so that progress can be told, and the calibration at last."""
    about = (len(history.purchases), history.customers, history.days)
    if not history.is_enough:
        yield Calibration(*about, enough=False)
        return
    learned, held_out = LEARNED * history.days, HELD_OUT * history.days
    later = history.money(learned, held_out)
    best, best_found = today, -1.0
    # Today's setting comes first, and stays unless another one is strictly better.
    for half_life_days, caps in ((today.half_life_days, (today.cap,)), *_grid(history)):
        fading = history.fading(half_life_days, learned)
        for cap in caps:
            if (one := found(history.scores(fading, cap), later)) > best_found:
                best, best_found = Setting(half_life_days, cap), one
        yield None
    now, then = (_measured(history, setting, held_out) for setting in (today, best))
    yield Calibration(*about, enough=True, today=now, proposed=then if then.found > now.found else now)


def _grid(history: History) -> Iterator[tuple[float, Sequence[float]]]:
    caps = history.caps()
    for half_life_days in HALF_LIVES_DAYS:
        yield half_life_days, caps


def _measured(history: History, setting: Setting, held_out: float) -> Trial:
    before, at_last = (
        history.scores(history.fading(setting.half_life_days, until), setting.cap)
        for until in (held_out, history.days)
    )
    return Trial(setting, found(before, history.money(held_out, history.days)), threshold(at_last))
