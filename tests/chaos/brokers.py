"""What the broker holds: partitions, ends, and every record of a topic in order."""

# mypy: untyped-calls-exclude=aiokafka
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from shared.contracts.envelope import Message
from shared.contracts.topics import PARTITIONS
from shared.kit.kafka.records import decode
from tests.chaos.world import World

READ_WAIT_MS = 500


@asynccontextmanager
async def consumer_of(world: World) -> AsyncIterator[AIOKafkaConsumer]:
    """A consumer of no group."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=world.kafka, enable_auto_commit=False, auto_offset_reset="earliest"
    )
    await consumer.start()
    try:
        yield consumer
    finally:
        await consumer.stop()


@asynccontextmanager
async def admin(world: World) -> AsyncIterator[AIOKafkaAdminClient]:
    """Someone who may ask for the offsets of groups."""
    client = AIOKafkaAdminClient(bootstrap_servers=world.kafka)
    await client.start()
    try:
        yield client
    finally:
        await client.close()


async def partitions(consumer: AIOKafkaConsumer, name: str) -> list[TopicPartition]:
    """The partitions of one of our topics, which the consumer now reads."""
    parts = [TopicPartition(name, number) for number in range(PARTITIONS)]
    consumer.assign(parts)
    return parts


async def everything(world: World, name: str) -> list[Message]:
    """Every message of a topic, in each partition's order."""
    async with consumer_of(world) as consumer:
        parts = await partitions(consumer, name)
        ends = await consumer.end_offsets(parts)
        await consumer.seek_to_beginning(*parts)
        messages: list[Message] = []
        while any([await consumer.position(part) < ends[part] for part in parts]):
            records = await consumer.getmany(timeout_ms=READ_WAIT_MS)
            messages += [
                decode(one.key, one.value, one.headers) for batch in records.values() for one in batch
            ]
    return messages
