"""Pages of the list of customers: a rare filter reads its own rows and does not walk past everybody."""

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from services.leads.customer.read_models.customers import QUERIES
from shared.kit.postgres.pool import Connection
from tests.support.databases import connected

ROWS_WANTED = 51

FILL = """
INSERT INTO customers.customer
  (key, partition, seen, confirmed, lifecycle, completeness, sections, served, last_events, returned, ended,
   erased_keys, owner, source, campaign)
SELECT
  lpad(n::text, 6, '0'), 0, '', true, 'potential', 0.5, '{}', '[]', '[]', false, '{}', '[]',
  'p' || n % 400, CASE WHEN n % 5000 = 0 THEN 'phone' ELSE 'website' END,
  CASE WHEN n % 4000 = 0 THEN 'rare' WHEN n % 10 = 0 THEN 'c' || n % 200 END
FROM generate_series(1, 20000) AS n
"""
"""Most customers are alike; few came by phone, fewer by the rare campaign."""

PLACES = {"owner": 5, "rows": 6, "source": 16, "campaign": 17}
"""The parameters of the page, counted from 1."""


@pytest.fixture
async def filled(leads_database: str) -> AsyncIterator[Connection]:
    async with connected(leads_database) as connection:
        await connection.execute("TRUNCATE customers.customer")
        await connection.execute(FILL)
        await connection.execute("ANALYZE customers.customer")
        yield connection
        await connection.execute("TRUNCATE customers.customer")


async def test_a_page_by_a_filter_reads_no_more_than_it_shows(filled: Connection) -> None:
    """Of owners, of campaigns (S4-13) and of sources, whether many customers have it, few, or nobody."""
    asked = {
        ("owner", "p7"): 50,
        ("owner", "nobody"): 0,
        ("source", "phone"): 4,
        ("source", "website"): ROWS_WANTED,
        ("source", "referral"): 0,
        ("campaign", "rare"): 5,
        ("campaign", "c10"): ROWS_WANTED,
        ("campaign", "never"): 0,
    }
    found = {one: sum(read(await plan_of(filled, *one))) for one in asked}
    assert found == asked


async def plan_of(connection: Connection, name: str, wanted: str) -> dict[str, Any]:
    arguments: list[Any] = [None] * 17
    arguments[PLACES[name] - 1], arguments[PLACES["rows"] - 1] = wanted, ROWS_WANTED
    told = await connection.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) {QUERIES['page']}", *arguments)
    found: dict[str, Any] = json.loads(told)[0]["Plan"]
    return found


def read(plan: dict[str, Any]) -> Iterator[float]:
    """The rows that each scan of a table has touched."""
    if "Relation Name" in plan:
        yield (plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)) * plan["Actual Loops"]
    for below in plan.get("Plans", ()):
        yield from read(below)
