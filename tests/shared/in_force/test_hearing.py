"""A service knows the policy as long as nothing can have been announced past it (S6-14)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from shared.in_force import NOTICE_MIN, POLICY, Books, BookUnreadable
from shared.in_force.hearing import Hearing
from shared.kit.clock import FixedClock
from shared.kit.postgres.pool import Pool, PoolBounds, opened_pool
from shared.kit.projection.consumption import Consumption
from shared.kit.projection.plain_host import PlainHost
from shared.kit.projection.projector import Projector
from tests.support.eventually import eventually
from tests.support.policies import announced, quicker
from tests.support.speaking import Speaker, speaking
from tests.support.tcp_proxy import TcpProxy
from tests.support.topics import make_topics
from tests.support.whole_service import prepare

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
A_DAY = timedelta(days=1)


@dataclass
class World:
    """One service's hearing; the broker that it asks for the log's end is behind a proxy."""

    pool: Pool
    kafka: str
    topic: str
    clock: FixedClock
    books: Books
    hearing: Hearing
    broker: TcpProxy
    speak: Speaker

    @asynccontextmanager
    async def projecting(self) -> AsyncIterator[None]:
        """What is announced reaches the rows within the block."""
        consumption = Consumption(self.kafka, f"{self.topic}.test", [self.topic], "beginning")
        host, stop = PlainHost(Projector(self.pool, POLICY), consumption), asyncio.Event()
        running = asyncio.create_task(host.run(stop))
        try:
            yield
        finally:
            stop.set()
            await running

    async def well(self) -> None:
        """The service soon knows its policy."""

        async def knows() -> bool:
            return await self.hearing.check() is None

        await eventually(knows)

    async def version(self, at: datetime) -> str:
        """The version of the book that holds then."""
        return (await self.books.at(at)).version


@pytest.fixture
async def world(database: str, kafka: str, topic_prefix: str) -> AsyncIterator[World]:
    topic, clock = f"{topic_prefix}.scoring.v1", FixedClock(NOON)
    await make_topics(kafka, [topic])
    await prepare(database, [], [POLICY])
    bounds = PoolBounds(size_max=6)
    async with (
        opened_pool(database, application_name="test", bounds=bounds) as pool,
        TcpProxy(kafka, kafka=True) as broker,
        speaking(kafka, topic_prefix) as speak,
    ):
        books = Books(pool)
        asked = Consumption(broker.address, f"{topic_prefix}.test", [topic], "beginning")
        hearing = Hearing(books, pool, asked, clock)
        yield World(pool, kafka, topic, clock, books, hearing, broker, speak)


async def test_before_anything_is_announced_the_default_book_holds(world: World) -> None:
    await world.well()
    assert await world.version(NOON) == "default-1"
    assert (await world.hearing.report())["version"] == "default-1"


async def test_a_service_that_has_not_yet_heard_what_is_announced_is_not_ready(world: World) -> None:
    await world.speak.fact("scoring", announced("next", NOON + A_DAY), 1)
    assert await world.hearing.check() == "what was announced of the policy is not yet heard"
    async with world.projecting():
        await world.well()
    report = await world.hearing.report()
    assert (report["version"], report["heard_until"]) == ("default-1", NOON)
    assert report["coming"] == [{"version": "next", "effective_from": NOON + A_DAY}]
    assert [await world.version(NOON + days) for days in (timedelta(), A_DAY)] == ["default-1", "next"]


async def test_one_that_may_have_missed_an_announcement_longer_than_its_notice_is_not_ready(
    world: World,
) -> None:
    await world.well()
    await world.broker.cut()
    world.clock.advance(NOTICE_MIN)
    assert await world.hearing.check() is None
    world.clock.advance(timedelta(seconds=1))
    told = await world.hearing.check()
    assert told is not None
    assert "another book may be in force" in told
    await world.broker.restore()
    await world.well()


async def test_a_broker_that_hangs_does_not_hide_what_is_known(world: World) -> None:
    await world.well()
    world.broker.hang()
    world.clock.advance(NOTICE_MIN)
    async with asyncio.timeout(2):
        assert await world.hearing.check() is None
    await world.broker.restore()


async def test_announcements_that_stand_still_are_no_knowledge(world: World) -> None:
    await world.speak.fact("scoring", announced("first", NOON), 1)
    await world.speak.fact("scoring", announced("third", NOON), 3)
    async with world.projecting():
        stands_still = "SELECT count(*) FROM policy.parked"
        await eventually(lambda: world.pool.fetchval(stands_still))
    told = await world.hearing.check()
    assert told is not None
    assert "stand still (sequence_gap)" in told


async def test_a_book_of_a_newer_release_is_kept_and_refused_where_it_would_decide(world: World) -> None:
    strange = announced("strange", NOON + A_DAY, complaint={"of": "tomorrow"})
    await world.speak.fact("scoring", strange, 1)
    await world.speak.fact("scoring", announced("sound", NOON + 2 * A_DAY, complaint=quicker(1)), 2)
    async with world.projecting():
        await world.well()
    assert await world.version(NOON) == "default-1"
    with pytest.raises(BookUnreadable):
        await world.books.at(NOON + A_DAY)
    assert await world.version(NOON + 2 * A_DAY) == "sound"
    world.clock.advance(A_DAY)
    told = await world.hearing.check()
    assert told is not None
    assert told.startswith("policy strange")


async def test_of_two_books_for_the_same_moment_the_one_announced_later_holds(world: World) -> None:
    for number, version in enumerate(("slip", "mended"), 1):
        await world.speak.fact("scoring", announced(version, NOON + A_DAY), number)
    async with world.projecting():
        await world.well()
    assert await world.version(NOON + A_DAY) == "mended"
    report = await world.hearing.report()
    assert report["coming"] == [{"version": "mended", "effective_from": NOON + A_DAY}]
