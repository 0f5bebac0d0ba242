# mypy: untyped-calls-exclude=aiokafka
"""Long stretches of a log, taken from the broker as it keeps them and parsed when they are needed.

The client's consumer makes two objects of each record and hands it through three loops, which is half of
what reading costs. Who reads a whole log needs no group and no subscription, only bytes and offsets.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final

from aiokafka import TopicPartition
from aiokafka.client import AIOKafkaClient
from aiokafka.errors import CorruptRecordException, KafkaError, NoError, for_code
from aiokafka.protocol.fetch import FetchRequest
from aiokafka.record.memory_records import MemoryRecords

from shared.kit.errors import Unavailable
from shared.kit.kafka import settings

FETCH_BYTES: Final = 4 * 1024 * 1024
"""Of one answer, at most. A record batch larger than what is asked for comes alone."""

FETCH_WAIT_MS: Final = 100
"""How long the broker may wait for a first byte: what is asked for is known to be there."""

PROGRESS_WITHIN_S: Final = 60.0
"""A broker that has given nothing for so long ends the reading, with what it last said."""

_UNCOMMITTED: Final = 0
"""The isolation level: our producers have no transactions."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The records of one partition from offset `first` to before `end`, in the broker's own bytes.

    Holes count: `end` is where to read on, whatever the last record's offset is.
    """

    topic: str
    partition: int
    first: int
    end: int
    buffers: Sequence[bytes]

    def pieces(self, records_max: int) -> Iterator[list[Any]]:
        """Yield all records in order, about so many at a time; each pass checks and parses them anew.

        Raises `CorruptRecordException` when the bytes are not those that were sent.
        """
        piece: list[Any] = []
        for batch in self._batches():
            # What lies before a batch's end lies before every later batch.
            if batch.base_offset >= self.first and batch.next_offset <= self.end:
                piece += batch
            else:
                piece += [record for record in batch if self.first <= record.offset < self.end]
            if len(piece) >= records_max:
                yield piece
                piece = []
        if piece:
            yield piece

    def _batches(self) -> Iterator[Any]:
        for buffer in self.buffers:
            for batch in _batches_in(buffer):
                if not batch.validate_crc():
                    raise CorruptRecordException(f"{self.topic}/{self.partition}@{batch.base_offset}")
                if not batch.is_control_batch:
                    yield batch


class LogReader:
    """Reads any partition of some topics, from `start` to `stop`, one request at a time."""

    def __init__(self, bootstrap: str, client_id: str, topics: Sequence[str]) -> None:
        self._bootstrap, self._client_id, self._topics = bootstrap, client_id, topics
        self._client: Any = None

    async def start(self) -> None:
        """The brokers and the leaders of the topics are known."""
        client = self._client = AIOKafkaClient(
            bootstrap_servers=self._bootstrap,
            client_id=self._client_id,
            request_timeout_ms=settings.REQUEST_TIMEOUT_MS,
            retry_backoff_ms=settings.RETRY_BACKOFF_MS,
            metadata_max_age_ms=settings.METADATA_MAX_AGE_MS,
            connections_max_idle_ms=settings.CONNECTIONS_MAX_IDLE_MS,
        )
        await client.bootstrap()
        await client.set_topics(self._topics)

    async def stop(self) -> None:
        """The connections are closed."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def stretch(self, topic: str, partition: int, first: int, end: int, bytes_max: int) -> Stretch:
        """Return the records from `first` to before `end`, or as many as begin within `bytes_max`.

        They must be in the log. Raises `OffsetOutOfRangeError` when they are not, and `Unavailable`
        when no broker gives them in time.
        """
        buffers: list[bytes] = []
        position, size, deadline = first, 0, monotonic() + PROGRESS_WITHIN_S
        while position < end and size < bytes_max:
            reached = position
            wanted = min(FETCH_BYTES, bytes_max - size)
            buffer = await self._fetched(topic, partition, position, wanted, deadline)
            for batch in _batches_in(buffer):
                reached = batch.next_offset
            if reached > position:
                buffers.append(buffer)
                position, size, deadline = reached, size + len(buffer), monotonic() + PROGRESS_WITHIN_S
            elif monotonic() > deadline:
                raise Unavailable(f"{topic}/{partition}@{position}: nothing comes")
        return Stretch(topic, partition, first, min(position, end), buffers)

    async def _fetched(
        self, topic: str, partition: int, offset: int, bytes_max: int, deadline: float
    ) -> bytes:
        while True:
            try:
                return await self._asked(topic, partition, offset, bytes_max)
            except KafkaError as failed:
                if not failed.retriable:
                    raise
                if monotonic() > deadline:
                    raise Unavailable(f"{topic}/{partition}@{offset}: {type(failed).__name__}") from failed
                # Its leader may have moved.
                await self._client.force_metadata_update()
                await asyncio.sleep(settings.RETRY_BACKOFF_MS / 1_000)

    async def _asked(self, topic: str, partition: int, offset: int, bytes_max: int) -> bytes:
        held, wanted = TopicPartition(topic, partition), [(topic, [(partition, offset, bytes_max)])]
        request = FetchRequest(FETCH_WAIT_MS, 1, bytes_max, _UNCOMMITTED, wanted)
        answer = await self._client.send(self._client.cluster.leader_for_partition(held), request)
        _, code, *_, data = answer.topics[0][1][0]
        if code == NoError.errno:
            return bytes(data)
        raise for_code(code)({held: offset})


def _batches_in(buffer: bytes) -> Iterator[Any]:
    records = MemoryRecords(buffer)
    while records.has_next():
        yield records.next_batch()
