"""Complaint clocks follow the policy book in force when they are set, and keep it (S6-14)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from services.visits.case.use_cases import CODEC, clocks_of, stream_of
from services.visits.settings import VisitsSettings
from services.visits.wiring import wire
from shared.in_force import Books
from shared.kit.clock import FixedClock
from shared.kit.eventstore.postgres import PostgresEventStore
from shared.kit.postgres.pool import opened_pool
from tests.support.eventually import eventually
from tests.support.policies import announced, quicker
from tests.support.speaking import Speaker, speaking
from tests.support.topics import make_topics
from tests.support.whole_service import Caller, serving, settings_for

MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
AN_HOUR = timedelta(hours=1)


@dataclass
class World:
    """visits as it hears of the policy, on a clock of the test."""

    call: Caller
    speak: Speaker
    clock: FixedClock
    database: str

    async def filed(self, **told: Any) -> dict[str, Any]:
        """A serious complaint is on file; return it as it reads."""
        body = {"customer": {"id": str(uuid4())}, "severity": "serious", "summary": "mouldy"} | told
        answer = await self.call.post("/v1/complaints", body)
        assert answer.status_code == 201, answer.text
        read: dict[str, Any] = (await self.call.get(answer.headers["location"])).json()
        return read

    async def knows(self, *coming: str, version: str = "default-1") -> None:
        """The service soon tells that book in force, and those to come."""

        async def told() -> bool:
            policy = (await self.call.get("/v1/status")).json()["reports"]["policy"]
            return (policy["version"], [one["version"] for one in policy["coming"]]) == (version, [*coming])

        await eventually(told)


@pytest.fixture
async def world(visits_database: str, kafka: str, topic_prefix: str) -> AsyncIterator[World]:
    topics = ("visits.v1", "visits.inbox.v1", "leads.v1", "scoring.v1")
    await make_topics(kafka, [f"{topic_prefix}.{topic}" for topic in topics])
    settings, clock = settings_for(VisitsSettings, visits_database, kafka, topic_prefix), FixedClock(MONDAY)
    serve = serving(partial(wire, clock=clock), settings, roles=lambda name: name == "policy")
    async with serve as call, speaking(kafka, topic_prefix) as speak:
        yield World(call, speak, clock, visits_database)
    connection = await asyncpg.connect(visits_database)
    await connection.execute("TRUNCATE policy.announcements, policy.books, policy.offsets")
    await connection.close()


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
            filed: Any = CODEC.decode("complaint-filed", 1, stored.events[0].data)
            book = await books.of_version(filed.policy_version)
            assert book is not None
            clocks = clocks_of(book, filed.severity, filed.occurred_at)
            assert clocks == (filed.acknowledge_by, filed.resolve_by)
