"""Complaint clocks follow the policy book in force when they are set, and keep it (S6-14)."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from services.visits.complaint.clocks import clocks_of
from services.visits.complaint.use_cases import CODEC, stream_of
from shared.in_force import Books
from shared.kit.eventstore.postgres import PostgresEventStore
from shared.kit.postgres.pool import opened_pool
from tests.support.policies import announced, quicker
from tests.visits.policy_world import MONDAY, World

AN_HOUR = timedelta(hours=1)


async def test_s6_14_a_new_book_sets_new_clocks_from_its_time_on_and_old_ones_stay(world: World) -> None:
    before = await world.filed()
    await world.speak.fact("scoring", announced("stricter", MONDAY + AN_HOUR, complaint=quicker(2)), 1)
    await world.knows("stricter")
    still = await world.filed()
    assert [one["policy_version"] for one in (before, still)] == ["default-1", "default-1"]
    world.clock.advance(AN_HOUR)
    after = await world.filed()
    assert (after["policy_version"], after["acknowledge_by"]) == ("stricter", "2026-03-02T05:00:00Z")
    again = (await world.call.get(f"/v1/complaints/{before['complaint_id']}")).json()
    assert (again["policy_version"], again["acknowledge_by"]) == ("default-1", "2026-03-02T06:00:00Z")


async def test_what_was_filed_long_ago_gets_the_clocks_of_the_book_it_is_recorded_under(world: World) -> None:
    await world.speak.fact("scoring", announced("stricter", MONDAY + AN_HOUR, complaint=quicker(2)), 1)
    await world.knows("stricter")
    world.clock.advance(2 * AN_HOUR)
    late = await world.filed(filed_at=MONDAY.isoformat())
    assert (late["policy_version"], late["acknowledge_by"]) == ("stricter", "2026-03-02T04:00:00Z")


async def test_the_same_complaint_told_again_under_the_next_book_keeps_its_clocks(world: World) -> None:
    ref = {"external_ref": {"source": "call-centre", "ref": str(uuid4())}, "customer": {"id": str(uuid4())}}
    first = await world.filed(**ref)
    await world.speak.fact("scoring", announced("stricter", MONDAY, complaint=quicker(2)), 1)
    await world.knows(version="stricter")
    assert await world.filed(**ref) == first


async def test_every_filing_replayed_under_the_version_it_cites_has_the_same_clocks(world: World) -> None:
    filings = [await world.filed()]
    for number, hours in enumerate((2, 3), 1):
        version = f"book-{hours}"
        await world.speak.fact("scoring", announced(version, MONDAY, complaint=quicker(hours)), number)
        await world.knows(version=version)
        filings.append(await world.filed())
    assert [one["policy_version"] for one in filings] == ["default-1", "book-2", "book-3"]
    async with opened_pool(world.database, application_name="tests") as pool:
        books = Books(pool)
        for filing in filings:
            stored = await PostgresEventStore(pool).load(stream_of(UUID(filing["complaint_id"])))
            filed: Any = CODEC.decode("complaint-filed", 2, stored.events[0].data)
            book = await books.of_version(filed.policy_version)
            assert book is not None
            assert clocks_of(book, filed.severity, filed.occurred_at) == filed.clocks
