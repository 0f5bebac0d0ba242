"""The relay killed, cut off and frozen out: duplicates may come, a loss or a swapped pair may not."""

import pytest

from shared.kit.outbox.relay import Relay
from tests.support.databases import execute
from tests.support.eventually import eventually
from tests.support.outbox import (
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
from tests.support.relay_switches import Backwards
from tests.support.tcp_proxy import TcpProxy
from tests.support.topics import make_topics

KEYS = [f"customer-{number}" for number in range(40)]

HOLD_DELETES = """
CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(60); RETURN NULL; END $$;
CREATE TRIGGER hold BEFORE DELETE ON outbox FOR EACH STATEMENT EXECUTE FUNCTION hold();
"""
END_HELD_DELETE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE wait_event = 'PgSleep' AND datname = current_database()
"""
RELEASE_DELETES = "DROP TRIGGER hold ON outbox"


@pytest.fixture
async def topic(database: str, kafka: str, topic_prefix: str) -> str:
    await make_tables(database)
    name = f"{topic_prefix}.leads.v1"
    await make_topics(kafka, [name])
    return name


@pytest.mark.parametrize("kind", [Relay, Backwards])
async def test_killed_between_send_and_delete_nothing_is_lost_or_reordered(
    database: str, kafka: str, topic: str, kind: type[Relay]
) -> None:
    await insert(database, facts(topic, KEYS, 20))
    await execute(database, HOLD_DELETES)
    async with relay_apart(database, kafka, kind) as relay:

        async def all_sent() -> bool:
            return len(await published(kafka, topic)) == 20 * len(KEYS)

        sent: bool = await eventually(all_sent, 20)
        assert sent
        assert await waiting(database) == 20 * len(KEYS)
        relay.kill()
    await execute(database, END_HELD_DELETE)
    await execute(database, RELEASE_DELETES)
    await insert(database, facts(topic, KEYS, 20, first=21))
    async with running(database, kafka, kind=kind):
        await drained(database)
    found = by_key(await published(kafka, topic))
    whole = {key: list(range(1, 41)) for key in KEYS}
    assert ({key: first_seen(seen) for key, seen in found.items()} == whole) == (kind is Relay)
    # The kill fell where it should: everything sent before it came twice, whole and in order.
    if kind is Relay:
        assert found == {key: [*range(1, 21), *range(1, 41)] for key in KEYS}


async def test_a_broker_that_goes_and_comes_back_loses_nothing(database: str, kafka: str, topic: str) -> None:
    watched = Watched()
    async with TcpProxy(kafka, kafka=True) as proxy, running(database, proxy.address, watched):
        await insert(database, facts(topic, KEYS, 5))
        await drained(database)
        await proxy.cut()
        await insert(database, facts(topic, KEYS, 5, first=6))
        await eventually(lambda: watched.stood[-1].oldest_row_age_s > 1)
        assert await waiting(database) == 5 * len(KEYS)
        await proxy.restore()
        await insert(database, facts(topic, KEYS, 5, first=11))
        await drained(database, 30)
    found = by_key(await published(kafka, topic))
    assert {key: first_seen(seen) for key, seen in found.items()} == {key: list(range(1, 16)) for key in KEYS}


async def test_a_relay_that_starts_before_its_broker_publishes_once_it_is_there(
    database: str, kafka: str, topic: str
) -> None:
    await insert(database, facts(topic, KEYS, 2))
    watched = Watched()
    async with TcpProxy(kafka, kafka=True) as proxy:
        await proxy.cut()
        async with running(database, proxy.address, watched):
            await eventually(lambda: bool(watched.stood) and watched.stood[-1].oldest_row_age_s > 0)
            await proxy.restore()
            await drained(database, 30)
    assert by_key(await published(kafka, topic)) == {key: [1, 2] for key in KEYS}


async def test_a_relay_stops_in_time_while_its_broker_hangs(database: str, kafka: str, topic: str) -> None:
    watched = Watched()
    async with TcpProxy(kafka, kafka=True) as proxy:
        async with running(database, proxy.address, watched):
            await insert(database, facts(topic, KEYS, 1))
            await drained(database)
            proxy.hang()
            await insert(database, facts(topic, KEYS, 1, first=2))
            await eventually(lambda: watched.stood[-1].oldest_row_age_s > 1)
        assert await waiting(database) == len(KEYS)
    async with running(database, kafka):
        await drained(database)
    found = by_key(await published(kafka, topic))
    assert {key: first_seen(seen) for key, seen in found.items()} == {key: [1, 2] for key in KEYS}


async def test_a_database_that_goes_and_comes_back_is_taken_up_again(
    database: str, kafka: str, topic: str
) -> None:
    address = database.rsplit("@", maxsplit=1)[-1].split("/", maxsplit=1)[0]
    watched = Watched()
    async with TcpProxy(address) as proxy, running(database.replace(address, proxy.address), kafka, watched):
        await insert(database, facts(topic, KEYS, 5))
        await drained(database)
        await proxy.cut()
        await eventually(lambda: not watched.is_active)
        await insert(database, facts(topic, KEYS, 5, first=6))
        await proxy.restore()
        await drained(database, 30)
    found = by_key(await published(kafka, topic))
    assert {key: first_seen(seen) for key, seen in found.items()} == {key: list(range(1, 11)) for key in KEYS}
