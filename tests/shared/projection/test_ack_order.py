"""Kafka is never told of a batch that the database does not have; with the order turned round, it is."""

import asyncio
from contextlib import suppress

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.kit.projection.plain_host import PlainHost
from shared.kit.projection.projector import Projector
from tests.support.eventually import eventually
from tests.support.projection_stage import PARTITIONS, Stage, numbered, stage, sums
from tests.support.tally import Tally

__all__ = ["stage"]

BLOCKED = "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'transactionid')"
LONGER_THAN_AN_ACK_S = 2.0


class HastyHost(PlainHost):
    """The mechanism switched off: what is prepared counts as stored."""

    async def _once(self) -> None:
        await super()._once()
        self._unacknowledged.update(self._projector.positions)
        await self._acknowledge()


async def kafka_gets_ahead(stage: Stage, within_s: float) -> bool:
    """Whether the group's offset passes the database's, which is at the beginning, within the time."""
    consumer = AIOKafkaConsumer(bootstrap_servers=stage.kafka, group_id=stage.group, enable_auto_commit=False)
    await consumer.start()
    places = [TopicPartition(topic, number) for topic in stage.topics for number in range(PARTITIONS)]
    consumer.assign(places)

    async def ahead() -> bool:
        return any([await consumer.committed(place) for place in places])

    try:
        with suppress(AssertionError):
            return await eventually(ahead, within_s)
        return False
    finally:
        await consumer.stop()


@pytest.mark.parametrize(("kind", "hasty"), [(PlainHost, False), (HastyHost, True)])
async def test_kafka_is_told_after_the_database_has_it(
    stage: Stage, kind: type[PlainHost], *, hasty: bool
) -> None:
    host, stop = kind(Projector(stage.pool, Tally()), stage.consumption()), asyncio.Event()
    running = asyncio.create_task(host.run(stop))

    async def all_held() -> bool:
        return bool(await stage.pool.fetchval("SELECT count(*) = 6 FROM tally.offsets"))

    async def blocked() -> bool:
        return bool(await stage.pool.fetchval(BLOCKED))

    try:
        await eventually(all_held, 30)
        async with stage.pool.acquire() as connection, connection.transaction():
            # The batch's statement waits for this lock: prepared, sent, and not stored.
            await connection.execute("SELECT 1 FROM tally.offsets FOR UPDATE")
            await stage.send(numbered(1, 1))
            await eventually(blocked)
            assert await kafka_gets_ahead(stage, LONGER_THAN_AN_ACK_S) == hasty
        await stage.tallied(sums(1))
    finally:
        stop.set()
        await running
