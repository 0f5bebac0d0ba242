"""What the tests of a host share: topics, a database with the toy projection, a producer, and messages."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer

from shared.contracts.envelope import Message
from shared.kit.clock import Clock
from shared.kit.kafka.producer import start_producer, stop_producer
from shared.kit.kafka.records import encode
from shared.kit.postgres.pool import Pool
from shared.kit.projection.consumption import Consumption
from shared.kit.projection.options import Start
from shared.kit.projection.plain_host import PlainHost
from shared.kit.projection.port import ReadModel
from shared.kit.projection.projector import Projector
from tests.support.eventually import eventually
from tests.support.projecting import TALLIES, made, pairs
from tests.support.tally import SOURCES, Tally, counted
from tests.support.topics import make_topics

PARTITIONS = 3
"""Odd, so that two members cannot share it by an accident of counting."""

KEYS = [f"key-{number}" for number in range(12)]


@dataclass
class Stage:
    """One test's topics, database and producer."""

    kafka: str
    database: str
    pool: Pool
    prefix: str
    producer: AIOKafkaProducer

    @property
    def topics(self) -> list[str]:
        return [f"{self.prefix}.{source}.v1" for source in SOURCES]

    @property
    def group(self) -> str:
        return f"{self.prefix}.tally"

    async def send(self, messages: Iterable[Message]) -> None:
        for message in messages:
            key, value, headers = encode(message)
            await self.producer.send(
                f"{self.prefix}.{message.source}.v1", key=key, value=value, headers=headers
            )
        await self.producer.flush()

    def consumption(self, start: Start = "beginning", instance: str | None = None) -> Consumption:
        return Consumption(self.kafka, self.group, self.topics, start, instance, batch_records_max=50)

    async def tallied(self, expected: dict[str, int], within_s: float = 30) -> None:
        async def reached() -> bool:
            assert await pairs(self.pool, TALLIES) == expected
            return True

        await eventually(reached, within_s)


def numbered(
    first: int, last: int, keys: Sequence[str] = KEYS, sources: Sequence[str] = SOURCES
) -> list[Message]:
    """Messages `first` to `last` of every key and source; the amount is the number."""
    return [
        counted(key, number, number, source=source)
        for number in range(first, last + 1)
        for key in keys
        for source in sources
    ]


def sums(last: int, keys: Sequence[str] = KEYS) -> dict[str, int]:
    """What `numbered(1, last)` comes to."""
    return dict.fromkeys(sorted(keys), len(SOURCES) * last * (last + 1) // 2)


@pytest.fixture
async def stage(kafka: str, database: str, pool: Pool, topic_prefix: str) -> AsyncIterator[Stage]:
    await make_topics(kafka, [f"{topic_prefix}.{source}.v1" for source in SOURCES], PARTITIONS)
    await made(pool, Tally())
    producer = await start_producer(kafka, "test")
    yield Stage(kafka, database, pool, topic_prefix, producer)
    await stop_producer(producer)


@asynccontextmanager
async def live(stage: Stage, model: ReadModel[Any], clock: Clock | None = None) -> AsyncIterator[PlainHost]:
    host = PlainHost(Projector(stage.pool, model), stage.consumption(), clock)
    stop = asyncio.Event()
    task = asyncio.create_task(host.run(stop))
    try:
        yield host
    finally:
        stop.set()
        await task
