"""The forecast against what a person would guess, on real purchases that it has not seen."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from deploy.local.demo import sample
from deploy.local.demo.anchor import noon
from deploy.local.state import State
from services.scoring.forecast.customers import lines_of
from services.scoring.forecast.month import months_after
from services.scoring.sales.lookup import Sales
from shared.kit.postgres.pool import Pool
from shared.policy import default_book

FIRST, LAST = "1997-04", "1998-06"
"""From the fourth month on a mean of three exists; the sample ends with June 1998."""
INSERT = """
INSERT INTO sales.purchases
SELECT b.id, b.id_of, NULL, 'USD', b.cents, b.at, b.at
FROM unnest($1::text[], $2::text[], $3::bigint[], $4::timestamptz[]) AS b (id, id_of, cents, at)
"""
KEYS = "INSERT INTO sales.keys SELECT key, 0, '', true, NULL FROM unnest($1::text[]) AS k (key)"

Sums = Mapping[str, int]


@dataclass
class Errors:
    """How far off a way of guessing is: by customer and month, and for the company by month."""

    single: float = 0.0
    company: float = 0.0
    sold: float = 0.0

    def add(self, guessed: Sums, bought: Sums, known: set[str]) -> None:
        """One more month, of the customers who were known before it."""
        actual = {customer: bought.get(customer, 0) for customer in known}
        self.single += sum(abs(guessed.get(customer, 0) - was) for customer, was in actual.items())
        self.company += abs(sum(guessed.values()) - sum(actual.values()))
        self.sold += sum(actual.values())


async def forecast(sales: Sales, month: str, customers: int) -> Sums:
    first, following = (date.fromisoformat(f"{one}-01") for one in (month, months_after(month, 1)))
    days = first, date.fromordinal(following.toordinal() - 1)
    half_life = default_book().forecast.half_life_days
    before = datetime.combine(first, time(), UTC)
    page = await sales.page("", customers, before, half_life, days)
    lines, until = lines_of(page, half_life, days)
    assert until == max(page.owners)
    return {line.customer_id: line.amount_minor for line in lines}


@pytest.mark.long
async def test_s2_01_the_forecast_beats_last_month_and_the_mean_of_three_on_purchases_it_has_not_seen(
    pool: Pool, tmp_path: Path
) -> None:
    purchases = sample.load(State(tmp_path))
    customers = sorted({one.customer for one in purchases})
    await pool.execute(KEYS, customers)
    await pool.execute(
        INSERT,
        [str(one.line) for one in purchases],
        [one.customer for one in purchases],
        [one.cents for one in purchases],
        [noon(one.bought_on) for one in purchases],
    )
    by_month: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in purchases:
        by_month[f"{one.bought_on:%Y-%m}"][one.customer] += one.cents
    ours, last, mean = Errors(), Errors(), Errors()
    month = FIRST
    while month <= LAST:
        known = {one.customer for one in purchases if f"{one.bought_on:%Y-%m}" < month}
        bought = by_month[month]
        before = [by_month[months_after(month, -n)] for n in (1, 2, 3)]
        three = {customer: sum(one.get(customer, 0) for one in before) // 3 for customer in known}
        ours.add(await forecast(Sales(pool), month, len(customers)), bought, known)
        last.add(before[0], bought, known)
        mean.add(three, bought, known)
        month = months_after(month, 1)
    told = {
        name: (round(one.company / one.sold, 3), round(one.single / one.sold, 3))
        for name, one in (("ours", ours), ("last month", last), ("mean of three", mean))
    }
    assert ours.company < 0.5 * min(last.company, mean.company), told
    assert ours.single < 0.9 * min(last.single, mean.single), told
