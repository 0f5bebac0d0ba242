"""How a forecast is worked out: two sums that anybody can follow, and the greater of them.

A customer who buys `rate` a day for ever has a decayed sum of `rate * half_life / ln 2`; so the sum that
their purchases have today tells the rate that they go on at. The first purchase is left out: it says that
somebody came, not that they come again. What is contracted is spread evenly over its term, and is the
least to be expected.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from services.scoring.forecast.events import CustomerLine

OPEN_TERM_DAYS = 365
"""Over which a contract without an end is spread."""
AMOUNT_MINOR_MAX = 10**15
"""What a contract of ours may hold; a larger figure is told as this one."""


@dataclass(frozen=True, slots=True)
class Contracted:
    """A contract's amount, from its first day to its last, if it has one."""

    amount_minor: int
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Basis:
    """What is known of a customer in one currency: what they bought again, decayed, and their contracts."""

    customer_id: str
    salesperson: str | None
    currency: str
    decayed_minor: float = 0.0
    contracts: Sequence[Contracted] = ()


def repeated(decayed_minor: float, half_life_days: float, days: float) -> int:
    """Return what is bought again within `days` at the rate that the decayed sum implies, in minor units."""
    return _bounded(decayed_minor * math.log(2) / half_life_days * days)


def contracted(contracts: Iterable[Contracted], first: date, last: date) -> int:
    """Return the part of the contracts that falls on the days from `first` to `last`, in minor units."""
    return _bounded(sum(_part(one, first, last) for one in contracts))


def line(basis: Basis, half_life_days: float, first: date, last: date) -> CustomerLine | None:
    """Return what the customer is expected to buy from `first` to `last`, or None if that is nothing."""
    again = repeated(basis.decayed_minor, half_life_days, (last - first).days + 1)
    agreed = contracted(basis.contracts, first, last)
    if not again and not agreed:
        return None
    return CustomerLine(
        basis.customer_id, basis.salesperson, basis.currency, max(again, agreed), again, agreed
    )


def deviation_percent(expected_minor: int, actual_minor: int) -> float | None:
    """Return by how many percent more was bought than expected, to a tenth; None if nothing was expected."""
    if not expected_minor:
        return None
    return round(100 * (actual_minor - expected_minor) / expected_minor, 1)


def _part(one: Contracted, first: date, last: date) -> float:
    term = OPEN_TERM_DAYS if one.ends_on is None else max(1, (one.ends_on - one.starts_on).days + 1)
    until = last if one.ends_on is None else min(last, one.ends_on)
    days = (until - max(first, one.starts_on)).days + 1
    if one.ends_on is None:
        days = min(days, term - (max(first, one.starts_on) - one.starts_on).days)
    return one.amount_minor * max(0, days) / term


def _bounded(minor: float) -> int:
    return min(round(minor), AMOUNT_MINOR_MAX)
