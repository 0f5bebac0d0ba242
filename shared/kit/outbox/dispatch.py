# mypy: untyped-calls-exclude=aiokafka
"""Rows on their way: one flight a partition, every record awaited, a failure stops its partition only."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, MessageSizeTooLargeError, RecordListTooLargeError

from shared.kit import tracing
from shared.kit.kafka.producer import abandon, start_producer
from shared.kit.kafka.topics import partition_of
from shared.kit.kafka.traces import traces_of
from shared.kit.outbox import bounds
from shared.kit.outbox.batches import Ready, batches, ready
from shared.kit.outbox.rows import Row, Unsendable

log = structlog.get_logger()

Partition = tuple[str, int]

REFUSED_FOR_SIZE: Final = (MessageSizeTooLargeError, RecordListTooLargeError)


@dataclass(slots=True)
class Landed:
    """What a flight came to: the acknowledged prefix, the row that no broker will take, the failure."""

    partition: Partition
    acknowledged: list[int] = field(default_factory=list)
    unsendable: Unsendable | None = None
    error: Exception | None = None
    producer_spoilt: bool = False


class Dispatch:
    """The flights of one relay. Not started, it holds nothing; a producer is made when rows are there."""

    def __init__(self, bootstrap: str, name: str, partitions: int) -> None:
        self._bootstrap, self._name, self._partitions = bootstrap, name, partitions
        self._producer: AIOKafkaProducer | None = None
        self._flights: dict[Partition, asyncio.Task[Landed]] = {}
        self._paused_until: dict[Partition, float] = {}
        self._singly: set[Partition] = set()
        self._waiting_keys: dict[Partition, set[str]] = defaultdict(set)

    def blocked_keys(self) -> list[str]:
        """Return the keys known to wait for a busy partition, at most `BLOCKED_KEYS_MAX`."""
        now = time.monotonic()
        for partition, until in list(self._paused_until.items()):
            if until <= now:
                del self._paused_until[partition]
        for partition in list(self._waiting_keys):
            if not self._busy(partition):
                del self._waiting_keys[partition]
        keys = [key for waiting in self._waiting_keys.values() for key in waiting]
        return keys[: bounds.BLOCKED_KEYS_MAX]

    async def launch(self, rows: Sequence[Row]) -> list[Unsendable]:
        """The rows of idle partitions are on their way; the ones that never can be are returned.

        Raises `Unavailable` when rows are there and no broker is.
        """
        loads, unsendable = self._sorted(rows)
        if loads and self._producer is None:
            self._producer = await start_producer(self._bootstrap, f"{self._name}.relay")
        for partition, records in loads.items():
            assert self._producer is not None  # noqa: S101 -- made above
            flight = self._traced(self._producer, partition, records)
            self._flights[partition] = asyncio.create_task(flight)
        return unsendable

    async def landings(self, within_s: float) -> list[Landed]:
        """Return the flights that ended, once all did or `within_s` passed; the others stay in the air."""
        if not self._flights:
            return []
        await asyncio.wait(self._flights.values(), timeout=within_s)
        landed = [task.result() for task in self._flights.values() if task.done()]
        for flight in landed:
            del self._flights[flight.partition]
            self._learn(flight)
        if any(flight.producer_spoilt for flight in landed):
            # An idempotent batch that failed leaves a hole in its partition's numbers, which the
            # broker would refuse to pass. The flights still in the air fail with the producer, their
            # rows stay in the outbox and are sent again.
            await self.close()
        return landed

    async def close(self) -> None:
        """Nothing is in the air any more. What was may or may not have been written: it is sent again."""
        producer, self._producer = self._producer, None
        if producer is not None:
            await abandon(producer)
        for task in self._flights.values():
            task.cancel()
        await asyncio.gather(*self._flights.values(), return_exceptions=True)
        self._flights.clear()

    def _busy(self, partition: Partition) -> bool:
        return partition in self._flights or partition in self._paused_until

    def _sorted(self, rows: Sequence[Row]) -> tuple[dict[Partition, list[Ready]], list[Unsendable]]:
        loads: dict[Partition, list[Ready]] = {}
        unsendable: dict[str, Unsendable] = {}
        for row in rows:
            partition = (row.topic, partition_of(row.key, self._partitions))
            if self._busy(partition):
                self._waiting_keys[partition].add(row.key)
            elif row.key not in unsendable:
                # From an unsendable row on its key stops; what stands before it is still sent.
                match ready(row):
                    case Ready() as record:
                        loads.setdefault(partition, []).append(record)
                    case Unsendable() as found:
                        unsendable[row.key] = found
        return loads, list(unsendable.values())

    async def _traced(self, producer: AIOKafkaProducer, to: Partition, records: Sequence[Ready]) -> Landed:
        if not tracing.recording():
            return await self._fly(producer, to, records)
        traces = traces_of(record.headers for record in records)
        with tracing.batch_span(f"send {to[0]}", traces, len(records), "producer"):
            landed = await self._fly(producer, to, records)
            if landed.error is not None:
                tracing.annotate(**{"error.type": type(landed.error).__name__})
            return landed

    async def _fly(self, producer: AIOKafkaProducer, to: Partition, records: Sequence[Ready]) -> Landed:
        landed = Landed(to)
        topic, partition = to
        try:
            await producer.partitions_for(topic)
        except KafkaError as error:
            landed.error = error  # Nothing was handed over yet, so the producer stays good.
            return landed
        for batch in batches(producer, records, 1 if to in self._singly else len(records)):
            try:
                # Awaiting each batch before the next is handed over keeps the order: once a batch is
                # refused for good, one behind it could otherwise be taken and its keys would skip.
                await (await producer.send_batch(batch.builder, topic, partition=partition))
            except (KafkaError, AssertionError) as error:
                landed.error, landed.producer_spoilt = error, True
                if isinstance(error, REFUSED_FOR_SIZE) and len(batch.rows) == 1:
                    landed.unsendable = Unsendable(batch.rows[0], "refused_by_broker", type(error).__name__)
                return landed
            landed.acknowledged += [row.position for row in batch.rows]
        return landed

    def _learn(self, flight: Landed) -> None:
        if flight.error is None:
            self._singly.discard(flight.partition)
        elif isinstance(flight.error, REFUSED_FOR_SIZE):
            # One record of the batch is too large for this topic; one at a time shows which.
            self._singly.add(flight.partition)
        else:
            self._paused_until[flight.partition] = time.monotonic() + bounds.PARTITION_PAUSE_S
            topic, number = flight.partition
            log.warning("relay.partition_refused", topic=topic, partition=number, error=flight.error)
