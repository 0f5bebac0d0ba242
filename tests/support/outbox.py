"""What tests of publishing need: rows in an outbox, a relay that runs, and what reached the topic."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from shared.kit.outbox.relay import Relay
from shared.kit.outbox.rows import Standing
from shared.kit.postgres.migrate import migrate
from tests.support.databases import connected
from tests.support.eventually import eventually

MIGRATIONS = [Path("shared/kit/eventstore/sql/migrations"), Path("shared/kit/outbox/sql/migrations")]

INSERT = "INSERT INTO outbox (topic, key, sequence, headers, value) VALUES ($1, $2, $3, $4, $5)"


@dataclass(frozen=True, slots=True)
class Fact:
    """A row of an outbox; its id tells it from its neighbours."""

    topic: str
    key: str
    sequence: int
    value: bytes = b"{}"
    headers: str | None = None

    @property
    def id(self) -> str:
        """Key and sequence: what consumers go by."""
        return f"{self.key}/{self.sequence}"


def facts(topic: str, keys: Iterable[str], each: int, first: int = 1) -> list[Fact]:
    """Facts of all keys, interleaved, in the order of each key."""
    names = list(keys)
    return [Fact(topic, key, number) for number in range(first, first + each) for key in names]


async def make_tables(database: str) -> None:
    """The event store's tables and the outbox's are there."""
    await migrate(database, MIGRATIONS)


async def insert(database: str, rows: Sequence[Fact]) -> None:
    """The rows are in the outbox, in this order, as one commit."""
    async with connected(database) as connection:
        await connection.executemany(
            INSERT,
            [
                (
                    row.topic,
                    row.key,
                    row.sequence,
                    row.headers or json.dumps({"ce_specversion": "1.0", "ce_id": row.id}),
                    row.value,
                )
                for row in rows
            ],
        )


async def ask(database: str, query: str) -> int:
    """The one number that the query answers."""
    async with connected(database) as connection:
        return int(await connection.fetchval(query) or 0)


async def waiting(database: str) -> int:
    """How many rows are in the outbox."""
    return await ask(database, "SELECT count(*) FROM outbox")


async def left(database: str, rows: int, within_s: float = 20) -> None:
    """Exactly so many rows are left in the outbox, soon."""

    async def counted() -> bool:
        return await waiting(database) == rows

    reached: bool = await eventually(counted, within_s)
    assert reached


async def drained(database: str, within_s: float = 20) -> None:
    """The outbox is empty, soon."""
    await left(database, 0, within_s)


async def published(kafka: str, topic: str, partitions: int = 12) -> list[ConsumerRecord[bytes, bytes]]:
    """Every record of the topic, partition by partition, each in its order."""
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka, auto_offset_reset="earliest")
    await consumer.start()
    try:
        every = [TopicPartition(topic, partition) for partition in range(partitions)]
        consumer.assign(every)
        ends = await consumer.end_offsets(every)
        records: list[ConsumerRecord[bytes, bytes]] = []
        while any([await consumer.position(partition) < ends[partition] for partition in every]):
            for found in (await consumer.getmany(timeout_ms=200)).values():
                records += found
        return records
    finally:
        await consumer.stop()


def by_key(records: Iterable[ConsumerRecord[bytes, bytes]]) -> dict[str, list[int]]:
    """The sequences of each key in the order they lie in the log."""
    found: dict[str, list[int]] = {}
    for record in records:
        assert record.key is not None
        found.setdefault(record.key.decode(), []).append(int(dict(record.headers)["ce_sequence"]))
    return found


def first_seen(sequences: Sequence[int]) -> list[int]:
    """The sequences without repeats: what a consumer acts on."""
    return list(dict.fromkeys(sequences))


@dataclass
class Watched:
    """An observer that remembers."""

    rows_sent: int = 0
    is_active: bool = False
    stood: list[Standing] = field(default_factory=list)

    def sent(self, rows: int) -> None:
        """Add up."""
        self.rows_sent += rows

    def standing(self, standing: Standing) -> None:
        """Keep it."""
        self.stood.append(standing)

    def active(self, active: bool) -> None:  # noqa: FBT001 -- the port's form
        """Keep the last."""
        self.is_active = active


@contextlib.asynccontextmanager
async def running(
    database: str,
    kafka: str,
    watched: Watched | None = None,
    name: str = "leads",
    kind: type[Relay] = Relay,
) -> AsyncIterator[Relay]:
    """A relay at work, stopped afterwards; its failure is the test's."""
    relay, stop = kind(database, kafka, name, watched or Watched()), asyncio.Event()
    task = asyncio.create_task(relay.run(stop))
    try:
        yield relay
    finally:
        stop.set()
        async with asyncio.timeout(15):
            await task
