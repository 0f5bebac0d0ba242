"""Each mechanism of the relay, beside a relay without it."""

import asyncio
import signal
from pathlib import Path

import asyncpg
import pytest

from shared.kit.kafka.topics import Topic, provision
from shared.kit.outbox.bounds import IDLE_SESSION_MAX_MS
from shared.kit.outbox.relay import Relay
from tests.support.databases import execute
from tests.support.eventually import eventually
from tests.support.outbox import (
    Fact,
    Watched,
    by_key,
    drained,
    facts,
    first_seen,
    insert,
    make_tables,
    published,
    running,
    waiting,
)
from tests.support.relay_process import relay_apart
from tests.support.relay_switches import (
    DeletesFirst,
    DeletesFirstAndStops,
    PassesOver,
    StopsBeforeSend,
    Unbounded,
    Unlocked,
)
from tests.support.tcp_proxy import TcpProxy
from tests.support.topics import make_topics

KEYS = [f"customer-{number}" for number in range(40)]

SLOW_DELETES = """
CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(2); RETURN NULL; END $$;
CREATE TRIGGER hold BEFORE DELETE ON outbox FOR EACH STATEMENT EXECUTE FUNCTION hold();
"""
END_SESSION_OF_RELAY = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
FILL = """
INSERT INTO outbox (topic, key, sequence, headers, value)
SELECT $1, 'customer-' || n % 40, n / 40 + 1,
  '{"ce_id": "' || n || '"}', convert_to(repeat('x', 1000), 'UTF8')
FROM generate_series(0, $2::int - 1) AS n
"""


def whole(last: int) -> dict[str, list[int]]:
    return {key: list(range(1, last + 1)) for key in KEYS}


async def seen(kafka: str, topic: str) -> dict[str, list[int]]:
    return {key: first_seen(found) for key, found in by_key(await published(kafka, topic)).items()}


@pytest.mark.parametrize("relay", [StopsBeforeSend, DeletesFirstAndStops])
async def test_killed_between_read_and_send(
    database: str, kafka: str, topic: str, relay: type[Relay]
) -> None:
    await insert(database, facts(topic, KEYS, 5))
    async with relay_apart(database, kafka, relay) as process:
        assert process.stdout is not None
        async with asyncio.timeout(10):
            while await process.stdout.readline() != b"read\n":
                continue
    async with running(database, kafka):
        await insert(database, facts(topic, KEYS, 5, first=6))
        await drained(database)
    lost = relay is DeletesFirstAndStops
    assert by_key(await published(kafka, topic)) == (
        {key: [6, 7, 8, 9, 10] for key in KEYS} if lost else whole(10)
    )


@pytest.mark.parametrize("relay", [Relay, DeletesFirst])
async def test_a_row_goes_only_after_the_broker_has_it(
    database: str, kafka: str, topic: str, relay: type[Relay]
) -> None:
    watched = Watched()
    async with TcpProxy(kafka, kafka=True) as proxy:
        await proxy.cut()
        await insert(database, facts(topic, KEYS, 3))
        async with running(database, proxy.address, watched, kind=relay):
            if relay is DeletesFirst:
                await drained(database)
            else:
                await eventually(lambda: bool(watched.stood) and watched.stood[-1].oldest_row_age_s > 0)
            await proxy.restore()
            await drained(database)
    assert await seen(kafka, topic) == (whole(3) if relay is Relay else {})


@pytest.mark.parametrize("relay", [Relay, Unlocked])
async def test_two_relays_at_once(database: str, kafka: str, topic: str, relay: type[Relay]) -> None:
    await execute(database, SLOW_DELETES)
    first, second = Watched(), Watched()
    async with (
        running(database, kafka, first, kind=relay),
        running(database, kafka, second, kind=relay),
    ):
        await eventually(lambda: first.is_active or second.is_active)
        await insert(database, facts(topic, KEYS, 3))
        await drained(database)
    times = 1 if relay is Relay else 2
    assert {key: sorted(found) for key, found in by_key(await published(kafka, topic)).items()} == {
        key: sorted([1, 2, 3] * times) for key in KEYS
    }


@pytest.mark.parametrize("relay", [Relay, PassesOver])
async def test_a_batch_that_fails_in_part_keeps_the_order_of_each_key(
    database: str, kafka: str, topic_prefix: str, relay: type[Relay]
) -> None:
    await make_tables(database)
    topic = f"{topic_prefix}.small.v1"
    await provision(kafka, [Topic(topic, 12, {"max.message.bytes": "2000"})])
    rows = facts(topic, KEYS, 3)
    rows[len(KEYS) + 3] = Fact(topic, KEYS[3], 2, b"x" * 5_000)
    await insert(database, rows)
    left_over = 2 if relay is Relay else 0
    async with running(database, kafka, kind=relay):

        async def settled() -> bool:
            return await waiting(database) == left_over

        _: bool = await eventually(settled, 20)
        found = await seen(kafka, topic)
    assert found.pop(KEYS[3]) == ([1] if relay is Relay else [1, 3])
    assert found == {key: [1, 2, 3] for key in KEYS if key != KEYS[3]}


def _peak_mib(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


async def _peak_of_draining(database: str, kafka: str, topic: str, rows: int, relay: type[Relay]) -> float:
    await execute(database, FILL, topic, rows)
    async with relay_apart(database, kafka, relay) as process:
        await drained(database, 20 + rows / 800)
        return _peak_mib(process.pid)


@pytest.mark.parametrize(
    ("relay", "rows"),
    [
        (Relay, 30_000),
        (Unbounded, 30_000),
        pytest.param(Relay, 200_000, marks=[pytest.mark.long, pytest.mark.timeout(600)]),
    ],
)
async def test_a_long_outbox_drains_in_bounded_memory(
    database: str, kafka: str, topic: str, relay: type[Relay], rows: int
) -> None:
    await make_topics(kafka, [f"{topic}.many"])
    few = await _peak_of_draining(database, kafka, topic, 2_000, Relay)
    await execute(database, "TRUNCATE outbox")
    many = await _peak_of_draining(database, kafka, f"{topic}.many", rows, relay)
    assert (many - few < 24) == (relay is Relay), f"{few:.0f} MiB for 2000 rows, {many:.0f} for {rows}"
    assert await seen(kafka, f"{topic}.many") == whole(rows // 40)


@pytest.mark.parametrize(
    ("relay", "waits"),
    [
        (Relay, False),
        (Unlocked, False),
        pytest.param(Relay, True, marks=pytest.mark.long),
    ],
)
async def test_a_relay_frozen_past_its_lock_sends_nothing_when_it_wakes(
    database: str, kafka: str, topic: str, relay: type[Relay], *, waits: bool
) -> None:
    watched = Watched()
    await insert(database, facts(topic, KEYS, 3))
    async with relay_apart(database, kafka, relay) as frozen:
        await drained(database)
        frozen.send_signal(signal.SIGSTOP)
        if not waits:
            # What the server does by itself after `IDLE_SESSION_MAX_MS`; the long run waits for it.
            await execute(database, END_SESSION_OF_RELAY)
        async with running(database, kafka, watched):
            await eventually(lambda: watched.is_active, IDLE_SESSION_MAX_MS / 1000 + 10)
            await insert(database, facts(topic, KEYS, 3, first=4))
            await drained(database)
            await execute(database, SLOW_DELETES)
            frozen.send_signal(signal.SIGCONT)
            await _is_back(database)
            await insert(database, facts(topic, KEYS, 3, first=7))
            await drained(database)
    found = by_key(await published(kafka, topic))
    assert {key: first_seen(sequences) for key, sequences in found.items()} == whole(9)
    assert (found == whole(9)) == (relay is Relay)


async def _is_back(database: str) -> None:
    """The woken process has a session again: behind the lock's holder, or beside it."""
    connection = await asyncpg.connect(database)

    async def two_sessions() -> bool:
        sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        return bool(await connection.fetchval(sql) >= 3)

    try:
        _: bool = await eventually(two_sessions)
    finally:
        await connection.close()
