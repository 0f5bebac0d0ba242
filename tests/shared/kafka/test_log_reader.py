"""A log read by stretches: exactly what was asked for, checked, and as often as it is gone through."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiokafka.errors import CorruptRecordException, OffsetOutOfRangeError

from shared.kit.kafka.log_reader import LogReader, Stretch
from shared.kit.kafka.producer import start_producer, stop_producer
from tests.support.topics import make_topics

BYTES_MAX = 1_000_000


@pytest.fixture
async def topic(kafka: str, topic_prefix: str) -> str:
    """A topic of one partition with two batches of five records."""
    name = f"{topic_prefix}.log"
    await make_topics(kafka, [name], 1)
    producer = await start_producer(kafka, "test")
    for half in range(2):
        batch = producer.create_batch()
        for number in range(5):
            value = b"%d" % (half * 5 + number)
            batch.append(key=b"k", value=value, timestamp=None, headers=[("n", value)])
        await (await producer.send_batch(batch, name, partition=0))
    await stop_producer(producer)
    return name


@pytest.fixture
async def reader(kafka: str, topic: str) -> AsyncIterator[LogReader]:
    reader = LogReader(kafka, "test", [topic])
    await reader.start()
    yield reader
    await reader.stop()


def values(stretch: Stretch, records_max: int = 100) -> list[list[int]]:
    return [[int(record.value) for record in piece] for piece in stretch.pieces(records_max)]


async def test_a_stretch_begins_and_ends_where_it_was_asked_to(reader: LogReader, topic: str) -> None:
    stretch = await reader.stretch(topic, 0, 3, 8, BYTES_MAX)
    assert (stretch.first, stretch.end) == (3, 8)
    assert values(stretch) == values(stretch) == [[3, 4, 5, 6, 7]]
    (piece,) = stretch.pieces(100)
    assert [(one.offset, one.key, list(one.headers)) for one in piece[:2]] == [
        (3, b"k", [("n", b"3")]),
        (4, b"k", [("n", b"4")]),
    ]


async def test_a_stretch_is_as_long_as_its_bytes_and_says_where_to_read_on(
    reader: LogReader, topic: str
) -> None:
    stretch = await reader.stretch(topic, 0, 0, 10, bytes_max=1)
    assert (values(stretch), stretch.end) == ([[0, 1, 2, 3, 4]], 5)
    whole = await reader.stretch(topic, 0, 0, 10, BYTES_MAX)
    assert values(whole, records_max=2) == [[0, 1, 2, 3, 4], [5, 6, 7, 8, 9]]


async def test_bytes_that_were_not_sent_are_not_taken(reader: LogReader, topic: str) -> None:
    stretch = await reader.stretch(topic, 0, 0, 10, BYTES_MAX)
    (buffer,) = stretch.buffers
    flipped = buffer[:-1] + bytes([buffer[-1] ^ 1])
    with pytest.raises(CorruptRecordException):
        values(replace(stretch, buffers=[flipped]))


async def test_what_is_not_in_the_log_is_told(reader: LogReader, topic: str) -> None:
    with pytest.raises(OffsetOutOfRangeError):
        await reader.stretch(topic, 0, 11, 12, BYTES_MAX)
