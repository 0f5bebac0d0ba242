"""A page of customers as the lines of a forecast."""

from collections import defaultdict
from datetime import date

from services.scoring.forecast.events import CustomerLine
from services.scoring.forecast.method import Basis, Contracted, line
from services.scoring.sales.lookup import CustomerPage
from shared.contracts.forecasts import FORECAST_LINES_MAX


def lines_of(
    page: CustomerPage, half_life_days: float, days: tuple[date, date]
) -> tuple[list[CustomerLine], str]:
    """Return the lines of as many customers as an event holds, and the id of the last of them."""
    again = {(row["key"], row["currency"]): row["decayed"] for row in page.decayed}
    agreed: defaultdict[tuple[str, str], list[Contracted]] = defaultdict(list)
    for row in page.contracts:
        agreed[row["key"], row["currency"]].append(
            Contracted(row["amount_minor"], row["starts_on"], row["ends_on"])
        )
    currencies: defaultdict[str, set[str]] = defaultdict(set)
    for key, currency in (*again, *agreed):
        currencies[key].add(currency)
    lines: list[CustomerLine] = []
    until = ""
    for key, owner in page.owners.items():
        if len(lines) + len(currencies[key]) > FORECAST_LINES_MAX:
            break
        until = key
        for currency in sorted(currencies[key]):
            place = (key, currency)
            basis = Basis(key, owner, currency, again.get(place, 0.0), agreed.get(place, ()))
            expected = line(basis, half_life_days, *days)
            if expected is not None:
                lines.append(expected)
    return lines, until
