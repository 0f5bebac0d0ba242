"""What the relay promises: every row once acknowledged, in the order of its key, one relay at a time."""

import json
import time

import asyncpg
import pytest

from shared.kit.kafka.topics import Topic, provision
from shared.kit.outbox.bounds import RELAY_LOCK_CLASS
from tests.support.eventually import eventually
from tests.support.outbox import (
    Fact,
    Watched,
    by_key,
    drained,
    facts,
    first_seen,
    insert,
    left,
    make_tables,
    published,
    running,
)
from tests.support.topics import make_topics

KEYS = [f"customer-{number}" for number in range(40)]


@pytest.fixture
async def topic(database: str, kafka: str, topic_prefix: str) -> str:
    await make_tables(database)
    name = f"{topic_prefix}.leads.v1"
    await make_topics(kafka, [name])
    return name


async def test_rows_reach_the_topic_in_the_order_of_their_key(database: str, kafka: str, topic: str) -> None:
    watched = Watched()
    async with running(database, kafka, watched) as relay:
        for first in range(1, 51, 10):
            await insert(database, facts(topic, KEYS, 10, first))
            relay.wake()
        await drained(database)
    found = by_key(await published(kafka, topic))
    assert found == {key: list(range(1, 51)) for key in KEYS}
    assert watched.rows_sent == 50 * len(KEYS)


async def test_an_outbox_of_many_batches_drains(database: str, kafka: str, topic: str) -> None:
    await insert(database, facts(topic, KEYS, 250))
    async with running(database, kafka):
        await drained(database)
    assert by_key(await published(kafka, topic)) == {key: list(range(1, 251)) for key in KEYS}


async def test_a_record_carries_its_headers_and_its_sequence(database: str, kafka: str, topic: str) -> None:
    headers = json.dumps({"ce_specversion": "1.0", "ce_id": "e1", "traceparent": "00-1-2-01"})
    await insert(database, [Fact(topic, "customer-1", 7, '{"name":"王"}'.encode(), headers)])
    async with running(database, kafka):
        await drained(database)
    (record,) = await published(kafka, topic)
    assert (record.key, record.value) == (b"customer-1", '{"name":"王"}'.encode())
    assert dict(record.headers) == {
        "ce_specversion": b"1.0",
        "ce_id": b"e1",
        "traceparent": b"00-1-2-01",
        "ce_sequence": b"7",
    }


async def test_a_wake_publishes_without_waiting_for_the_poll(database: str, kafka: str, topic: str) -> None:
    watched = Watched()
    async with running(database, kafka, watched) as relay:
        await insert(database, facts(topic, KEYS[:1], 1))
        await drained(database)  # The producer is made with the first row.
        began = time.monotonic()
        await insert(database, facts(topic, KEYS[:1], 1, first=2))
        relay.wake()
        await eventually(lambda: watched.rows_sent == 2)
        assert time.monotonic() - began < 2


async def test_a_second_relay_waits_and_takes_over_when_the_first_loses_its_session(
    database: str, kafka: str, topic: str
) -> None:
    first, second = Watched(), Watched()
    async with running(database, kafka, first):
        await eventually(lambda: first.is_active)
        await insert(database, facts(topic, KEYS, 2))
        await drained(database)
        async with running(database, kafka, second):
            await insert(database, facts(topic, KEYS, 2, first=3))
            await drained(database)
            assert not second.is_active
            connection = await asyncpg.connect(database)
            await connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = $1"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
                RELAY_LOCK_CLASS,
            )
            await connection.close()
            await eventually(lambda: first.is_active or second.is_active)
            await insert(database, facts(topic, KEYS, 2, first=5))
            await drained(database)
            assert first.is_active != second.is_active
    assert by_key(await published(kafka, topic)) == {key: [1, 2, 3, 4, 5, 6] for key in KEYS}


async def test_two_services_relays_in_one_database_do_not_wait_for_each_other(
    database: str, kafka: str, topic: str
) -> None:
    first, second = Watched(), Watched()
    async with running(database, kafka, first, "leads"), running(database, kafka, second, "visits"):
        await eventually(lambda: first.is_active and second.is_active)
    assert topic


async def test_a_row_too_large_stops_its_key_and_no_other(database: str, kafka: str, topic: str) -> None:
    rows = facts(topic, KEYS, 2)
    rows += [Fact(topic, KEYS[0], 3, b"x" * 1_100_000)]
    rows += facts(topic, KEYS[1:], 1, first=3) + facts(topic, KEYS, 1, first=4)
    await insert(database, rows)
    watched = Watched()
    async with running(database, kafka, watched):
        await left(database, 2, 20)
        await eventually(lambda: watched.stood[-1].quarantined_keys == 1)
        found = by_key(await published(kafka, topic))
        assert found[KEYS[0]] == [1, 2]
        assert all(found[key] == [1, 2, 3, 4] for key in KEYS[1:])
        connection = await asyncpg.connect(database)
        reason = await connection.fetchrow("SELECT key, reason FROM outbox_quarantine")
        assert reason is not None
        assert tuple(reason) == (KEYS[0], "too_large")
        # A person mends the row and releases the key: it flows on, in order.
        await connection.execute("UPDATE outbox SET value = '{}' WHERE sequence = 3")
        await connection.execute("DELETE FROM outbox_quarantine")
        await connection.close()
        await drained(database)
    assert by_key(await published(kafka, topic))[KEYS[0]] == [1, 2, 3, 4]


async def test_a_row_with_broken_headers_stops_its_key_and_no_other(
    database: str, kafka: str, topic: str
) -> None:
    rows = [
        Fact(topic, "broken", 1, headers='{"ce_id": 7}'),
        Fact(topic, "broken", 2),
        Fact(topic, "sound", 1),
    ]
    await insert(database, rows)
    watched = Watched()
    async with running(database, kafka, watched):
        await eventually(lambda: bool(watched.stood) and watched.stood[-1].quarantined_keys == 1)
        await insert(database, [Fact(topic, "broken", 3), Fact(topic, "sound", 2)])
        await left(database, 3)
    assert by_key(await published(kafka, topic)) == {"sound": [1, 2]}


async def test_a_record_that_the_broker_refuses_stops_its_key_while_its_partition_flows(
    database: str, kafka: str, topic_prefix: str
) -> None:
    await make_tables(database)
    topic = f"{topic_prefix}.small.v1"
    await provision(kafka, [Topic(topic, 12, {"max.message.bytes": "2000"})])
    rows = facts(topic, KEYS, 2)
    rows.insert(40, Fact(topic, KEYS[3], 99, b"x" * 5_000))
    await insert(database, rows)
    async with running(database, kafka):
        await left(database, 2, 30)
    found = {key: first_seen(seen) for key, seen in by_key(await published(kafka, topic)).items()}
    assert found.pop(KEYS[3]) == [1]
    assert found == {key: [1, 2] for key in KEYS if key != KEYS[3]}


async def test_a_topic_that_is_not_there_does_not_hold_up_another(
    database: str, kafka: str, topic: str, topic_prefix: str
) -> None:
    missing = f"{topic_prefix}.missing.v1"
    await insert(database, [*facts(missing, ["lost"], 3), *facts(topic, KEYS, 3)])
    async with running(database, kafka):
        await left(database, 3)
        await insert(database, facts(topic, KEYS, 3, first=4))
        await left(database, 3)
        await make_topics(kafka, [missing])
        await drained(database, 30)
    assert by_key(await published(kafka, topic)) == {key: [1, 2, 3, 4, 5, 6] for key in KEYS}
    assert by_key(await published(kafka, missing)) == {"lost": [1, 2, 3]}
