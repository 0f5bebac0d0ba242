"""The board in Postgres: rows, counters, complaints and the views that dashboards read."""

import random
from datetime import timedelta
from typing import Any

import pytest

from shared.contracts.archiving import CustomerArchived, CustomerRestored
from shared.contracts.complaints import ComplaintEscalated
from shared.contracts.leads import PurchaseReturned
from shared.kit.postgres.pool import Pool
from tests.scoring.facts import CUSTOMER, day
from tests.scoring.ownership_sayings import claimed, released
from tests.scoring.projections import BOARD, Log, opened, project, project_in_pieces, table
from tests.scoring.sayings import (
    ID,
    OTHER,
    board_story,
    captured,
    complaint_story,
    moved_on,
    purchase,
    reopened,
    tier_changed,
    visit,
)

TABLES = (
    *("board.customers", "board.profiles", "board.complaints", "board.counts", "board.heard"),
    "board.tier_moves",
)


async def test_the_board_shows_a_customer_with_all_that_was_heard(pool: Pool) -> None:
    log, projector = Log(), await opened(pool, BOARD)
    await project(projector, board_story(log))
    row = await pool.fetchrow("SELECT * FROM reporting.customer_board_v1 WHERE customer_id = $1", CUSTOMER)
    assert row is not None
    assert (row["confirmed"], row["display_name"], row["lifecycle"]) == (True, "王小明", "intending")
    assert (row["tier"], row["tier_letter"], row["tier_since"]) == ("ordinary", "C", day(90))
    assert (row["purchases"], row["visits"], row["complaints"], row["open_complaints"]) == (9, 5, 1, 0)
    assert (row["last_purchase_at"], row["last_visit_at"]) == (day(8), day(4))
    assert row["as_of"] == day(128)
    spending = await pool.fetch(
        "SELECT currency, purchases, amount FROM reporting.customer_spending_v1"
        " WHERE customer_id = $1 ORDER BY currency",
        CUSTOMER,
    )
    assert [(one["currency"], one["purchases"], str(one["amount"])) for one in spending] == [
        ("CNY", 6, "740.70"),
        ("JPY", 3, "37035"),
    ]
    await projector.close()


async def test_s4_12_the_board_shows_who_is_archived_and_until_when(pool: Pool) -> None:
    log, projector = Log(), await opened(pool, BOARD)
    said: dict[str, Any] = {"customer_id": CUSTOMER, "last_fact": "tuoke.leads.lead-captured"}
    archived = CustomerArchived(
        **said, quiet_since=day(0), years=3, due_at=day(2), archived_at=day(3), policy_version="2026-01"
    )
    await project(projector, [log.say(captured(), day(1)), log.say(archived, day(3))])
    shown = "SELECT archived_at FROM reporting.customer_board_v1"
    assert await pool.fetchval(shown) == day(3)
    restored = CustomerRestored(**said, last_fact_at=day(4), archived_at=day(3), restored_at=day(4))
    await project(projector, [log.say(restored, day(4))])
    assert await pool.fetchval(shown) is None
    await projector.close()


async def test_the_board_shows_who_owns_a_customer_and_since_when_their_clock_runs(pool: Pool) -> None:
    log, projector = Log(), await opened(pool, BOARD)
    owned = captured().model_copy(update={"owner": "li.na"})
    back, taken = released(ID, "li.na", day(2)), claimed(ID, "wang.wei", day(3))
    shown = "SELECT owner, owned_since FROM board.profiles"
    for fact, owner, since in (*((owned, "li.na", day(0)), (back, None, None), (taken, "wang.wei", day(3))),):
        await project(projector, [log.say(fact, day(3))])
        assert tuple(await pool.fetchrow(shown) or ()) == (owner, since)
    await projector.close()


async def test_spending_is_net_of_what_came_back(pool: Pool) -> None:
    log, projector = Log(), await opened(pool, BOARD)
    bought = purchase(day(1), 600)
    back = PurchaseReturned(
        **bought.model_dump(include={"customer_id", "purchase_id", "currency", "purchased_at"}),
        return_id=OTHER,
        amount_minor=15_050,
        returned_at=day(2),
    )
    await project(projector, [log.say(bought, day(1)), log.say(back, day(2))])
    spent = await pool.fetchrow("SELECT purchases, amount FROM reporting.customer_spending_v1")
    assert spent is not None
    assert (spent["purchases"], str(spent["amount"])) == (1, "449.50")
    await projector.close()


async def test_counts_follow_class_lifecycle_and_confirmation(pool: Pool) -> None:
    log, projector = Log(), await opened(pool, BOARD)
    await project(projector, [log.say(captured(), day(1)), log.say(purchase(day(1), customer=OTHER), day(1))])
    assert await counts(pool, "tier_counts_v1", "tier") == {"potential": 2, "ordinary": 0, "key": 0}
    assert await counts(pool, "lead_funnel_v1", "lifecycle") == {"potential": 1, "intending": 0, "signed": 0}
    await project(projector, [log.say(tier_changed("potential", "key", day(1)), day(2))])
    await project(projector, [log.say(moved_on(), day(3)), log.say(captured(OTHER), day(3))])
    assert await counts(pool, "tier_counts_v1", "tier") == {"potential": 1, "ordinary": 0, "key": 1}
    assert await counts(pool, "lead_funnel_v1", "lifecycle") == {"potential": 1, "intending": 1, "signed": 0}
    await projector.close()


async def counts(pool: Pool, view: str, by: str) -> dict[str, int]:
    rows = await pool.fetch(f"SELECT {by}, customers FROM reporting.{view}")  # noqa: S608 -- our own names
    return {row[by]: row["customers"] for row in rows}


async def test_a_complaint_is_listed_with_its_clocks_breach_and_end(pool: Pool) -> None:
    log, projector = Log(), await opened(pool, BOARD)
    facts = complaint_story()
    await project(projector, [log.say(facts[0], day(10))])
    assert await pool.fetchval("SELECT status FROM reporting.complaint_list_v1") == "open"
    assert await pool.fetchval("SELECT open_complaints FROM reporting.customer_board_v1") == 1
    for fact in facts[1:]:
        await project(projector, [log.say(fact, day(12))])
    row = await pool.fetchrow("SELECT * FROM reporting.complaint_list_v1")
    assert row is not None
    assert (row["status"], row["severity"], row["customer_id"]) == ("resolved", "serious", CUSTOMER)
    assert row["acknowledge_breached_at"] == day(10) + timedelta(hours=4)
    assert row["resolve_breached_at"] is None
    assert await pool.fetchval("SELECT open_complaints FROM reporting.customer_board_v1") == 0
    await projector.close()


@pytest.mark.parametrize("batched", [True, False])
async def test_s4_07_a_reopened_complaint_is_open_with_new_clocks(*, pool: Pool, batched: bool) -> None:
    log, projector = Log(), await opened(pool, BOARD)
    records = [log.say(fact, day(15)) for fact in [*complaint_story(), reopened(day(14))]]
    for batch in [records] if batched else [[record] for record in records]:
        await project(projector, batch)
    row = await pool.fetchrow("SELECT * FROM reporting.complaint_list_v1")
    assert row is not None
    assert (row["status"], row["reopened"], row["reopened_at"]) == ("open", 1, day(14))
    assert (row["acknowledge_breached_at"], row["acknowledge_told"]) == (None, None)
    clocks = "SELECT state, started_at, hours_allowed FROM reporting.complaint_clocks_v1"
    assert {tuple(clock) for clock in await pool.fetch(clocks)} == {("running", day(14), 4)}
    assert await pool.fetchval("SELECT open_complaints FROM reporting.customer_board_v1") == 1
    await projector.close()


async def test_s4_07_the_clocks_say_who_was_told_while_they_ran(pool: Pool) -> None:
    log, projector = Log(), await opened(pool, BOARD)
    filed, escalated = complaint_story()[:2]
    assert isinstance(escalated, ComplaintEscalated)
    higher = escalated.model_copy(update={"percent": 80, "to": "supervisor", "escalated_at": day(11)})
    await project(projector, [log.say(fact, day(11)) for fact in (filed, escalated, higher)])
    clocks = "SELECT clock, state, told, told_at FROM reporting.complaint_clocks_v1 ORDER BY clock"
    assert [tuple(clock) for clock in await pool.fetch(clocks)] == [
        ("acknowledge", "running", "supervisor", day(11)),
        ("resolve", "running", None, None),
    ]
    totals = "SELECT escalated, reopened FROM reporting.complaint_clock_totals_v1 ORDER BY clock"
    assert [tuple(total) for total in await pool.fetch(totals)] == [(1, 0), (0, 0)]
    await projector.close()


async def test_any_batching_and_interleaving_with_restarts_ends_in_the_same_rows(pool: Pool) -> None:
    log = Log()
    records = board_story(log)
    projector = await opened(pool, BOARD)
    await project(projector, records)
    await projector.close()
    expected = [await table(pool, name) for name in TABLES]
    for seed in range(3):
        await pool.execute(
            "TRUNCATE board.customers, board.profiles, board.complaints, board.offsets, board.heard,"
            " board.tier_moves"
        )
        await pool.execute("UPDATE board.counts SET customers = 0")
        await project_in_pieces(pool, BOARD, records, random.Random(seed))
        assert [await table(pool, name) for name in TABLES] == expected


async def test_a_person_is_shown_by_the_first_character_only(pool: Pool) -> None:
    log, projector = Log(), await opened(pool, BOARD)
    await project(projector, [log.say(captured(kind="person"), day(1))])
    assert await pool.fetchval("SELECT display_name FROM reporting.customer_board_v1") == "王**"
    await projector.close()


async def test_freshness_tells_how_far_each_source_was_heard(pool: Pool) -> None:
    log, projector = Log(), await opened(pool, BOARD)
    await project(projector, [log.say(captured(), day(5)), log.say(visit(day(1)), day(7))])
    rows = await pool.fetch("SELECT source, facts, as_of FROM reporting.freshness_v1 ORDER BY source")
    assert [tuple(row) for row in rows] == [("leads", 1, day(5)), ("visits", 1, day(7))]
    assert await pool.fetchval("SELECT max(as_of) FROM reporting.tier_counts_v1") == day(7)
    await projector.close()
