"""The right to publish: one holder, who notices its loss before the next batch."""

import asyncio

import asyncpg
import pytest

from shared.kit.errors import Fenced
from shared.kit.outbox.lease import leased
from shared.kit.outbox.relay import Relay
from tests.support.outbox import Watched, facts, insert, make_tables, waiting

FORGET = "SELECT pg_advisory_unlock_all()"


async def test_a_second_session_does_not_get_the_lock_until_the_first_is_gone(database: str) -> None:
    stop = asyncio.Event()
    async with leased(database, "leads", stop) as first:
        assert first is not None
        waiter = asyncio.create_task(_taken(database, stop))
        _, still_waiting = await asyncio.wait([waiter], timeout=1)
        assert still_waiting
        await first.check()
    assert await asyncio.wait_for(waiter, 10)


async def test_a_waiting_relay_stops_when_it_is_told_to(database: str) -> None:
    stop = asyncio.Event()
    async with leased(database, "leads", stop):
        waiter = asyncio.create_task(_taken(database, stop))
        stop.set()
        assert not await asyncio.wait_for(waiter, 10)


async def test_a_lock_lost_without_an_error_is_noticed(database: str) -> None:
    # What a pooler does that hands the next statement to another session.
    async with leased(database, "leads", asyncio.Event()) as lease:
        assert lease is not None
        await lease.connection.execute(FORGET)
        with pytest.raises(Fenced, match="no longer holds"):
            await lease.check()


async def test_a_lock_lost_with_its_session_is_noticed(database: str) -> None:
    async with leased(database, "leads", asyncio.Event()) as lease:
        assert lease is not None
        other = await asyncpg.connect(database)
        await other.execute("SELECT pg_terminate_backend($1)", lease.connection.get_server_pid())
        await other.close()
        with pytest.raises(Fenced, match="session is gone"):
            await lease.check()


async def test_a_relay_without_its_lock_sends_nothing(database: str, kafka: str, topic_prefix: str) -> None:
    await make_tables(database)
    await insert(database, facts(f"{topic_prefix}.leads.v1", ["customer-1"], 3))
    relay = Relay(database, kafka, "leads", Watched())
    async with leased(database, "leads", asyncio.Event()) as lease:
        assert lease is not None
        await lease.connection.execute(FORGET)
        with pytest.raises(Fenced):
            async with asyncio.timeout(5):
                await relay._lead(lease, asyncio.Event())
    assert await waiting(database) == 3


async def _taken(database: str, stop: asyncio.Event) -> bool:
    async with leased(database, "leads", stop) as lease:
        return lease is not None
