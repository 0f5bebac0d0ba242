"""A look at a customer is taken again when it was cut short, and nothing that changed meanwhile is missed."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from services.visits.obligation.review.page import QUERIES
from services.visits.obligation.review.reviewer import PAGE_ROWS, Reviewer
from services.visits.obligation.use_cases import Obligations
from services.visits.wiring import MIGRATIONS, MODELS
from shared.kit.clock import FixedClock
from shared.kit.errors import Unavailable
from shared.kit.eventstore.handle import Publisher
from shared.kit.eventstore.port import Append, Appended
from shared.kit.eventstore.postgres import PostgresEventStore
from shared.kit.postgres.pool import Pool, opened_pool
from shared.known.facts import Known, encoded
from tests.support.policies import OneBook
from tests.support.whole_service import prepare

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
CUSTOMER = """
INSERT INTO customers.customer
  (key, partition, seen, confirmed, owner, lifecycle, contacts, open_complaints, known)
VALUES ($1, 0, '', true, $2, 'potential', 0, 0, $3)
ON CONFLICT (key) DO UPDATE SET owner = excluded.owner
"""
CHANGED = """
INSERT INTO reviews AS r (key, review_at) VALUES ($1, '-infinity')
ON CONFLICT (key) DO UPDATE SET changes = r.changes + 1, review_at = excluded.review_at
"""


class Watched(PostgresEventStore):
    """The store, which tells what it is asked to append, and can fail after it has."""

    cut_short = False
    changed_meanwhile: str | None = None

    async def append_all(self, appends: Sequence[Append]) -> Sequence[Appended | Exception]:
        done = await super().append_all(appends)
        if self.changed_meanwhile is not None:
            await self._pool.execute(CHANGED, self.changed_meanwhile)
        if self.cut_short:
            raise Unavailable("cut short")
        return done


class Stage:
    """A database of visits with some customers, and somebody who looks at them."""

    def __init__(self, pool: Pool) -> None:
        self.pool, self.store, self.clock = pool, Watched(pool), FixedClock(NOW)
        use = Obligations.of(self.store, Publisher("visits", "test.visits.v1"), OneBook())
        self.reviewer = Reviewer(pool, use, self.clock)

    async def customer(self, owner: str | None = "li.na", key: str | None = None) -> str:
        """A captured customer is there, and has just changed."""
        key = key or str(uuid4())
        known = Known(captured_at=NOW, known_since=NOW, as_of=NOW)
        await self.pool.execute(CUSTOMER, key, owner, encoded(known))
        await self.pool.execute(CHANGED, key)
        return key

    async def looks(self) -> int:
        async with self.pool.acquire() as connection:
            return await self.reviewer.look(connection)

    async def opened(self) -> list[tuple[str, int]]:
        rows = await self.pool.fetch(
            "SELECT convert_from(data, 'UTF8')::json -> 'owed' ->> 'rule' AS rule, count(*) AS times "
            "FROM events WHERE type = 'obligation-opened' GROUP BY 1 ORDER BY 1"
        )
        return [(row["rule"], row["times"]) for row in rows]


@pytest.fixture
async def stage(database: str) -> AsyncIterator[Stage]:
    await prepare(database, MIGRATIONS, MODELS)
    async with opened_pool(database, application_name="tests") as pool:
        yield Stage(pool)


async def test_a_look_that_was_cut_short_is_taken_again_and_opens_nothing_twice(stage: Stage) -> None:
    await stage.customer(owner=None)
    stage.store.cut_short = True
    with pytest.raises(Unavailable):
        await stage.looks()
    stage.store.cut_short = False
    assert await stage.looks() == 1
    assert await stage.opened() == [("first_contact", 1), ("nobody_in_charge", 1)]
    assert await stage.looks() == 0


async def test_a_change_during_a_look_is_looked_at_again(stage: Stage) -> None:
    stage.store.changed_meanwhile = await stage.customer()
    assert await stage.looks() == 1
    stage.store.changed_meanwhile = None
    assert await stage.looks() == 1
    assert await stage.looks() == 0


async def test_without_comparing_what_was_seen_a_change_during_a_look_is_lost(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = QUERIES["looked"].replace("AND r.changes = seen.changes", "")
    monkeypatch.setattr(f"{Reviewer.__module__}.QUERIES", {**QUERIES, "looked": looked})
    stage.store.changed_meanwhile = await stage.customer()
    assert await stage.looks() == 1
    assert await stage.looks() == 0


async def test_everybody_is_looked_at_a_page_at_a_time_and_one_who_cannot_be_holds_up_nobody(
    stage: Stage,
) -> None:
    for _ in range(PAGE_ROWS):
        await stage.customer()
    broken = await stage.customer(key="no-customer")
    looked = [await stage.looks() for _ in range(3)]
    assert looked == [PAGE_ROWS, 1, 0]
    assert await stage.opened() == [("first_contact", PAGE_ROWS)]
    assert await stage.reviewer.backlog() == {"due": 0, "failing": 1}
    stage.clock.advance(timedelta(minutes=1))
    assert await stage.looks() == 1
    row = await stage.pool.fetchrow("SELECT tries, reason FROM reviews WHERE key = $1", broken)
    assert row is not None
    assert (row["tries"], row["reason"].partition(":")[0]) == (2, "ValueError")


async def test_customers_from_before_the_list_are_looked_at(stage: Stage) -> None:
    await stage.customer()
    await stage.pool.execute("TRUNCATE reviews")
    assert await stage.looks() == 0
    async with stage.pool.acquire() as connection:
        await stage.reviewer.adopt(connection)
    assert await stage.looks() == 1
