"""A broker of the test's own, stopped and killed while rows come in: nothing is lost or swapped."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from shared.kit.outbox.bounds import ROWS_MAX
from shared.kit.outbox.relay import Relay
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
from tests.support.own_parts import OwnPart, own_kafka
from tests.support.relay_switches import DeletesFirst
from tests.support.topics import make_topics

KEYS = [f"customer-{number}" for number in range(10)]
BATCH_EACH = 2_000
BACK_WITHIN_S = 60


@pytest.fixture(scope="module")
def broker() -> Iterator[OwnPart]:
    with own_kafka() as part:
        yield part


class Load:
    """One fact of each key after another, until it is told to stop."""

    last = 0
    stop = False

    async def run(self, database: str, topic: str) -> None:
        while not self.stop:
            self.last += 1
            await insert(database, facts(topic, KEYS, 1, first=self.last))


@asynccontextmanager
async def _loaded(database: str, topic: str) -> AsyncIterator[Load]:
    load = Load()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(load.run(database, topic))
        try:
            yield load
        finally:
            load.stop = True


async def _is_whole(kafka: str, topic: str, last: int) -> bool:
    found = by_key(await published(kafka, topic))
    return {key: first_seen(seen) for key, seen in found.items()} == {
        key: list(range(1, last + 1)) for key in KEYS
    }


@pytest.mark.parametrize(
    ("relay", "away_s"),
    [
        (Relay, 2),
        (DeletesFirst, 2),
        pytest.param(Relay, 30, marks=[pytest.mark.long, pytest.mark.timeout(180)]),
    ],
)
async def test_a_broker_stopped_under_load_and_brought_back(
    database: str, broker: OwnPart, topic_prefix: str, relay: type[Relay], away_s: float
) -> None:
    topic, watched = f"{topic_prefix}.leads.v1", Watched()
    kafka = await broker.start()
    await make_tables(database)
    await make_topics(kafka, [topic])
    async with running(database, kafka, watched, kind=relay):
        async with _loaded(database, topic) as load:
            await eventually(lambda: load.last >= 20)
            await broker.stop()
            if relay is Relay:
                await eventually(lambda: watched.stood[-1].oldest_row_age_s > away_s, away_s + 20)
            before = load.last
            await eventually(lambda: load.last > before + 10)
            await broker.start()
            await eventually(lambda: load.last > before + 10)
        await drained(database, BACK_WITHIN_S)
    assert await _is_whole(kafka, topic, load.last) == (relay is Relay)


@pytest.mark.parametrize("relay", [Relay, DeletesFirst])
async def test_a_broker_killed_in_the_middle_of_a_batch(
    database: str, broker: OwnPart, topic_prefix: str, relay: type[Relay]
) -> None:
    topic, watched = f"{topic_prefix}.leads.v1", Watched()
    kafka = await broker.start()
    await make_tables(database)
    await make_topics(kafka, [topic])
    await insert(database, facts(topic, KEYS, BATCH_EACH))
    async with running(database, kafka, watched, kind=relay):
        await eventually(lambda: _begun(database))
        await broker.kill()
        assert await waiting(database) > 0
        await broker.start()
        await drained(database, BACK_WITHIN_S)
    assert await _is_whole(kafka, topic, BATCH_EACH) == (relay is Relay)


async def _begun(database: str) -> bool:
    # Two reads are gone, so a producer is at work, whichever of read and broker comes first.
    return await waiting(database) <= BATCH_EACH * len(KEYS) - 2 * ROWS_MAX
