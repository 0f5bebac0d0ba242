"""The tier fold in Postgres across a change of the policy: every customer is graded anew, once (S6-14)."""

import random
from typing import Any
from uuid import UUID

import pytest

from services.scoring.tier.model import TierModel
from shared.contracts.scoring import PolicyAnnounced, TierChanged
from shared.in_force import POLICY, BookUnreadable
from shared.kit.postgres.pool import Pool
from shared.kit.projection.compose import search_path
from shared.policy import PolicyBook
from tests.scoring.facts import another, day
from tests.scoring.projections import (
    PARTITIONS,
    TOPIC,
    Log,
    LogRecord,
    begin_anew,
    opened,
    outbox,
    project,
    project_in_pieces,
    table,
    tick,
)
from tests.scoring.sayings import ID, purchase, two_years
from tests.support.policies import announced

STRICTER = another("stricter", 20, tier={"key": {"enter": 200.0, "leave": 150.0}})
LATER = another(
    "later", 300, score={"purchase": {"half_life_days": 30.0}}, tier={"key": {"enter": 60.0, "leave": 50.0}}
)
CUSTOMERS = [UUID(int=ID.int + number) for number in range(5)]
ROWS = ("tier.customers", "tier.scored_facts")


def told(book: PolicyBook) -> PolicyAnnounced:
    said = announced(book.version, book.effective_from)
    return said.model_copy(update={"book": book.model_dump(mode="json")})


async def announce(pool: Pool, *books: PolicyAnnounced) -> None:
    """The books are in the read model `policy`."""
    log, projector = Log(), await opened(pool, POLICY)
    await project(projector, [log.say(book, book.approved_at) for book in books])
    await projector.close()


async def key_customers(pool: Pool, model: TierModel) -> None:
    """Each of `CUSTOMERS` is a key customer since day 2, and nothing is heard of any after it."""
    log, projector = Log(), await opened(pool, model)
    bought = [(purchase(day(n), customer=customer), day(n)) for customer in CUSTOMERS for n in (1, 2)]
    await project(projector, [log.say(fact, at) for fact, at in bought])
    await projector.close()


async def changes(pool: Pool) -> list[tuple[str, str, str, str]]:
    found = [TierChanged.model_validate_json(one.data) for one in await outbox(pool)]
    return [(one.before, one.after, one.cause, one.policy_version) for one in found]


async def test_s6_14_a_book_that_takes_effect_grades_every_quiet_customer_anew_and_says_it_once(
    pool: Pool,
) -> None:
    model = TierModel(TOPIC)
    await key_customers(pool, model)
    await announce(pool, told(STRICTER))
    projector = await opened(pool, TierModel(TOPIC))
    await tick(projector, day(19))
    before = await changes(pool)
    assert {version for *_, version in before} == {"default-1"}
    await tick(projector, day(20))
    await tick(projector, day(21))
    assert (await changes(pool))[len(before) :] == [("key", "ordinary", "policy", "stricter")] * len(
        CUSTOMERS
    )
    assert await pool.fetchval("SELECT count(*) FROM tier.customers WHERE policy_version = 'stricter'") == 5
    assert (await projector.prepare_due(day(22), range(PARTITIONS))).rows == 0
    await projector.close()


async def test_what_a_book_leaves_to_do_is_taken_page_by_page(pool: Pool) -> None:
    model = TierModel(TOPIC)
    await key_customers(pool, model)
    await announce(pool, told(STRICTER))
    async with pool.acquire() as connection:
        await connection.execute(search_path("tier"))
        for now, limit, due in ((19, 2, 0), (20, 2, 2), (20, 9, 5)):
            assert len(await connection.fetch(model.due, list(range(PARTITIONS)), day(now), limit)) == due
        await connection.execute("RESET search_path")


class WithoutBooksDue(TierModel):
    """The same fold, whose ticks ask for decay only."""

    due = TierModel.due.replace("UNION ALL TABLE by_policy", "")


async def test_without_what_is_due_by_policy_a_quiet_customer_keeps_the_old_book(pool: Pool) -> None:
    assert WithoutBooksDue.due != TierModel.due
    await key_customers(pool, TierModel(TOPIC))
    await announce(pool, told(STRICTER))
    projector = await opened(pool, WithoutBooksDue(TOPIC))
    await tick(projector, day(21))
    assert await pool.fetchval("SELECT count(*) FROM tier.customers WHERE policy_version = 'stricter'") == 0
    await projector.close()


async def test_any_batching_interleaving_and_moment_of_hearing_the_books_ends_in_the_same_rows(
    pool: Pool,
) -> None:
    records = two_years(Log())
    rows = []
    for seed in range(4):
        books = (told(STRICTER), told(LATER))
        if seed % 2:
            await announce(pool, *books)
        await project_in_pieces(pool, TierModel(TOPIC), records, random.Random(seed))
        if not seed % 2:
            await announce(pool, *books)
        projector = await opened(pool, TierModel(TOPIC))
        await tick(projector, day(900))
        await projector.close()
        rows.append([await table(pool, name) for name in ROWS])
        await begin_anew(pool)
        await pool.execute("TRUNCATE policy.books, policy.announcements, policy.offsets")
    assert len(rows[0][0]) == 2
    assert rows[1:] == rows[:1] * 3


async def test_a_book_of_a_newer_release_stops_the_fold_on_its_day_and_not_before(pool: Pool) -> None:
    unread: dict[str, Any] = STRICTER.model_dump(mode="json") | {"of_tomorrow": {}}
    await key_customers(pool, TierModel(TOPIC))
    await announce(pool, told(STRICTER).model_copy(update={"book": unread}))
    projector, log = await opened(pool, TierModel(TOPIC)), Log()
    newcomer = UUID(int=1)
    records: list[LogRecord] = [log.say(purchase(day(n), customer=newcomer), day(n)) for n in (18, 19, 20)]
    await project(projector, records[:2])
    with pytest.raises(BookUnreadable, match="stricter"):
        await project(projector, records[2:])
    await projector.close()
