"""Owners that die, sleep and come back: nothing lost, and doubled only what was in flight."""

import asyncio
import signal
import sys
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import asyncpg
import pytest
from aiohttp import web

from services.notify.dispatch.shards import SHARDS, Shards
from services.notify.dispatch.slots import IN_FLIGHT_MAX
from tests.notify.dispatch_process import UNFENCED, UNMEASURED
from tests.notify.ledger import Hands, hear, message
from tests.notify.receiver import Call, Receiver
from tests.support.eventually import eventually

LEASE_S = 1.5
SLOW_LEDGER = """
CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN PERFORM pg_sleep(0.3); RETURN NULL; END $$;
CREATE TRIGGER slow BEFORE INSERT ON attempts FOR EACH STATEMENT EXECUTE FUNCTION slow();
"""
"""So slow that far more is answered than written, unless the calls wait for it."""

LONG_LEASE_S = 60.0
"""Nobody waits for such a lease to run out: the successor takes over because the session is gone."""


@asynccontextmanager
async def process(
    database: str, owner: str, lease_s: float = LEASE_S, *switches: str
) -> AsyncIterator[Process]:
    """A dispatcher runs as a process, and is dead afterwards."""
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.notify.dispatch_process", database, owner, str(lease_s), *switches
    )
    try:
        yield running
    finally:
        if running.returncode is None:
            running.kill()
        await running.wait()


async def _backlog(hands: Hands, receiver: Receiver, endpoints: int, messages: int) -> int:
    for number in range(endpoints):
        await hands.endpoint(f"{receiver.url}/{number}")
    return await hear(hands.pool, *[message() for _ in range(messages)])


@pytest.mark.parametrize("switches", [(), (UNMEASURED,)], ids=["bounded", "unbounded"])
async def test_a_killed_dispatcher_loses_nothing_and_doubles_at_most_what_was_in_flight(
    hands: Hands, receiver: Receiver, database: str, switches: tuple[str, ...]
) -> None:
    stored = await _backlog(hands, receiver, 20, 40)
    await hands.pool.execute(SLOW_LEDGER)
    async with process(database, "first", LONG_LEASE_S, *switches) as first:
        receiver.watch = lambda calls: first.kill() if calls == stored * 3 // 4 else None
        await first.wait()
    await hands.pool.execute("DROP TRIGGER slow ON attempts")
    assert await hands.count("due") > 0, "it was killed in the middle"
    async with process(database, "second", LONG_LEASE_S):
        await hands.ended(stored, within_s=LONG_LEASE_S / 2)
    sent = Counter(call.headers["webhook-id"] for call in receiver.calls)
    assert len(sent) == stored
    assert (sum(sent.values()) - stored <= IN_FLIGHT_MAX) == (not switches)
    assert await hands.count("due") == 0


@pytest.mark.parametrize("switches", [(), (UNFENCED,)], ids=["fenced", "unfenced"])
async def test_an_owner_that_sleeps_past_its_lease_writes_nothing_when_it_wakes(
    hands: Hands, receiver: Receiver, database: str, switches: tuple[str, ...]
) -> None:
    released = asyncio.Event()
    receiver.behaviours["/0"] = _first_waits_then_fails(released)
    await _backlog(hands, receiver, 1, 1)
    async with process(database, "sleeper", LEASE_S, *switches) as sleeper:
        await eventually(lambda: len(receiver.calls) == 1)
        sleeper.send_signal(signal.SIGSTOP)
        async with process(database, "successor"):
            # The successor sends again under a higher epoch and meets a failure: a retry is due.
            await hands.tried(1)
            released.set()
            sleeper.send_signal(signal.SIGCONT)
            await hands.tried(2)
    rows = await hands.pool.fetch("SELECT epoch, status FROM attempts ORDER BY epoch")
    assert [row["status"] for row in rows] == [200, 500]
    assert rows[0]["epoch"] < rows[1]["epoch"]
    if switches:
        # The sleeper's 200 has ended what is the successor's to end.
        assert await hands.count("due") == 0
        assert [state for state, _ in (await hands.states()).values()] == ["delivered"]
    else:
        assert await hands.pool.fetchval("SELECT step FROM due") == 1
        assert await hands.states() == {}


async def test_an_owner_frozen_in_the_middle_of_a_renewal_is_succeeded_once_its_lease_is_over(
    hands: Hands,
) -> None:
    frozen, successor = Shards(hands.pool, "frozen", LEASE_S), Shards(hands.pool, "successor", LEASE_S)
    await frozen.renew()

    async def succeeded() -> bool:
        return bool((await successor.renew()).gained) or len(successor.held) == SHARDS

    with suppress(asyncpg.PostgresError, asyncpg.InterfaceError):  # its session was ended
        async with frozen._session.use() as connection, connection.transaction():
            await connection.execute("SELECT FROM shards FOR UPDATE")
            assert await eventually(succeeded, within_s=4 * LEASE_S)
    await successor.leave()


async def test_a_stopped_dispatcher_gives_its_shards_back_at_once(hands: Hands, receiver: Receiver) -> None:
    stored = await _backlog(hands, receiver, 3, 5)
    async with hands.dispatching("first"):
        await hands.ended(stored)
    assert await hands.pool.fetchval("SELECT count(*) FROM shards WHERE lease_until > now()") == 0
    await hear(hands.pool, message())
    async with hands.dispatching("second"):
        await hands.ended(stored + 3)
    assert await hands.pool.fetchval("SELECT min(epoch) FROM shards") == 2


async def test_two_dispatchers_share_the_shards_and_send_each_delivery_once(
    hands: Hands, receiver: Receiver, database: str
) -> None:
    async with process(database, "a"), process(database, "b"):

        async def shared() -> bool:
            rows = await hands.pool.fetch("SELECT owner, count(*) AS held FROM shards GROUP BY owner")
            return sorted((row["owner"] or "", row["held"]) for row in rows) == [("a", 32), ("b", 32)]

        reached: bool = await eventually(shared, within_s=15)
        assert reached
        stored = await _backlog(hands, receiver, 20, 20)
        await hands.ended(stored)
    sent = Counter(call.headers["webhook-id"] for call in receiver.calls)
    assert set(sent.values()) == {1}


def _first_waits_then_fails(released: asyncio.Event) -> Callable[[Call], Awaitable[web.StreamResponse]]:
    first = [True]

    async def behave(call: Call) -> web.StreamResponse:
        del call
        if not first:
            return web.Response(status=500)
        first.pop()
        await released.wait()
        return web.Response()

    return behave
