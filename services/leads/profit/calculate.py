"""A dealer's profit: monthly volume times margin, and the reward (S11-23)."""

from dataclasses import dataclass

MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Profit:
    """What a dealer earns, in minor units; less than nothing where they sell below what they pay."""

    margin_minor: int
    trade_minor: int
    monthly_minor: int
    yearly_minor: int


def profit(volume: int, buys_minor: int, sells_minor: int, reward_minor: int) -> Profit:
    """Return what so many pieces a month come to, bought and sold at these prices, with a monthly reward."""
    margin = sells_minor - buys_minor
    trade = volume * margin
    monthly = trade + reward_minor
    return Profit(margin, trade, monthly, monthly * MONTHS_OF_A_YEAR)
