"""Reads sales for the forecast: a page of customers at a time, and the sums of a period."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.pool import ACQUIRE_TIMEOUT_S, Pool, Record
from shared.kit.postgres.queries import load_queries

QUERIES = load_queries(Path(__file__).with_name("lookup.sql"))

FORECASTS_SHOWN_MAX = 48
"""Lines of one customer that are shown: two years in two currencies."""


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """Customers in the order of their ids with their owners, and what they bought again and signed."""

    owners: Mapping[str, str | None]
    decayed: Sequence[Record]
    contracts: Sequence[Record]


class Sales:
    """The rows of the projection `sales`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def page(
        self, after: str, rows: int, before: datetime, half_life_days: float, days: tuple[date, date]
    ) -> CustomerPage:
        """Return at most `rows` customers behind the id `after`, by the facts of before `before`."""
        with momentary_as_unavailable("sales"):
            # One snapshot: a rebuild may be swapped in between two statements.
            async with (
                self._pool.acquire(timeout=ACQUIRE_TIMEOUT_S) as connection,
                connection.transaction(isolation="repeatable_read", readonly=True),
            ):
                customers = await connection.fetch(QUERIES["customers"], after, rows)
                keys = [row["key"] for row in customers]
                return CustomerPage(
                    {row["key"]: row["owner"] for row in customers},
                    await connection.fetch(QUERIES["decayed"], keys, before, half_life_days),
                    await connection.fetch(QUERIES["contracted"], keys, before, *days),
                )

    async def actual(
        self, starts_at: datetime, ends_at: datetime, people: Sequence[str], currencies: Sequence[str]
    ) -> Sequence[Record]:
        """Return what was bought in the period of these people, and in these currencies of everybody."""
        return await self._fetched("actual", starts_at, ends_at, people, currencies)

    async def forecasts_of(self, customer_id: UUID) -> Sequence[Record] | None:
        """Return what was expected of the customer, the latest month first, or None of one never heard of."""
        rows = await self._fetched("forecasts_of", str(customer_id), FORECASTS_SHOWN_MAX)
        if not rows and not (await self._fetched("known", str(customer_id)))[0][0]:
            return None
        return rows

    async def bias(self) -> Sequence[Record]:
        """Return the mean signed deviation of the company and of each salesperson, by currency."""
        return await self._fetched("bias")

    async def duties(self, rule: str, period: str) -> Sequence[Record]:
        """Return what became of the duties of that rule and period."""
        return await self._fetched("duties", rule, period)

    async def is_scheduled(self) -> bool:
        """Return whether a month's run stands to be made or is under way."""
        return bool((await self._fetched("scheduled"))[0][0])

    async def _fetched(self, query: str, *arguments: Any) -> Sequence[Record]:
        with momentary_as_unavailable("sales"):
            async with self._pool.acquire(timeout=ACQUIRE_TIMEOUT_S) as connection:
                rows: Sequence[Record] = await connection.fetch(QUERIES[query], *arguments)
                return rows
