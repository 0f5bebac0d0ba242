"""Single facts of sales and forecasts in PostgreSQL, however they come."""

import random

from shared.contracts.visits import ComplaintResolved
from shared.kit.postgres.pool import Pool
from tests.scoring.demo_story import forecasts
from tests.scoring.facts import day
from tests.scoring.ownership_sayings import released
from tests.scoring.planned_sayings import planned_facts
from tests.scoring.projections import SALES, Log, LogRecord, Spoken, opened, project, project_in_pieces, table
from tests.scoring.promise_sayings import promise_facts
from tests.scoring.sayings import ID, OTHER, board_story, captured, purchase, signed, surveyed
from tests.support.policies import announced

TABLES = (
    *("sales.keys", "sales.purchases", "sales.contracts", "sales.lines", "sales.figures", "sales.plans"),
    *("sales.contacts", "sales.voices", "sales.moves", "sales.heard", "sales.segments"),
    *("sales.duties", "sales.promises", "sales.planned"),
)


def story(log: Log) -> list[LogRecord]:
    """Two customers of whom every kind of fact is heard, one changes hands, and a month's forecast."""
    records = board_story(log)
    sold = captured(OTHER).model_copy(update={"owner": "li"})
    facts: list[Spoken] = [sold, purchase(day(20), 70, OTHER), signed(day(21), 1_200), *forecasts()]
    facts.append(surveyed(ID, day(22), 80.0))
    facts += promise_facts("sample", "waits", "approved", "breached", "kept")
    facts += planned_facts("next", "prepared", "begun", timing="busy")
    return [*records, *(log.say(fact, day(200)) for fact in facts)]


async def test_rows_do_not_depend_on_how_facts_interleave_or_where_a_process_dies(pool: Pool) -> None:
    records = story(Log())
    projector = await opened(pool, SALES)
    await project(projector, records)
    await projector.close()
    expected = [await table(pool, name) for name in TABLES]
    assert all(expected)
    for seed in range(3):
        await pool.execute(f"TRUNCATE {', '.join(TABLES)}, sales.offsets")
        await project_in_pieces(pool, SALES, records, random.Random(seed))
        assert [await table(pool, name) for name in TABLES] == expected


async def test_a_purchase_belongs_to_whoever_owned_the_customer_when_it_was_told(pool: Pool) -> None:
    log, projector = Log(), await opened(pool, SALES)
    wang, li = (captured().model_copy(update={"owner": owner}) for owner in ("wang", "li"))
    told = [purchase(day(1)), wang, purchase(day(2)), li, purchase(day(3))]
    await project(projector, [log.say(fact, day(9)) for fact in told])
    rows = await pool.fetch("SELECT owner FROM sales.purchases ORDER BY purchased_at")
    assert [row["owner"] for row in rows] == [None, "wang", "li"]
    more = [purchase(day(4)), released(ID, "li", day(5)), purchase(day(5))]
    await project(projector, [log.say(fact, day(9)) for fact in more])
    rows = await pool.fetch(
        "SELECT owner FROM sales.purchases WHERE purchased_at > $1 ORDER BY purchased_at", day(3)
    )
    assert [row["owner"] for row in rows] == ["li", None]
    await projector.close()


async def test_a_book_that_cannot_be_read_stops_the_policy_and_nobody_else(pool: Pool) -> None:
    log, projector = Log(), await opened(pool, SALES)
    book = announced("newer", day(1))
    odd = book.model_copy(update={"book": {"effort": {"shares": {"trust": {"share": 40}}}}})
    await project(projector, [log.say(one, day(2)) for one in (odd, captured(), purchase(day(1)))])
    parked = await pool.fetch("SELECT key, reason FROM sales.parked")
    assert [tuple(row) for row in parked] == [("policy", "unreadable_book")]
    assert await pool.fetchval("SELECT count(*) FROM sales.purchases") == 1
    await projector.close()


async def test_what_it_does_not_keep_is_passed_over_and_the_key_goes_on(pool: Pool) -> None:
    assert ComplaintResolved.TYPE in SALES.ignored
    log, projector = Log(), await opened(pool, SALES)
    await project(projector, [*board_story(log), log.say(purchase(day(50)), day(99))])
    assert await pool.fetchval("SELECT count(*) FROM sales.parked") == 0
    assert await pool.fetchval("SELECT count(*) FROM sales.purchases WHERE key = $1", str(ID)) == 10
    await projector.close()
