"""Speaks for leads at a steady rate, from a process of its own: so many a second, for so long."""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from time import monotonic
from typing import Any
from uuid import UUID

import uvloop
from aiokafka import AIOKafkaProducer

from shared.kit.kafka.producer import start_producer, stop_producer
from shared.kit.kafka.records import encode, rfc3339
from shared.kit.kafka.topics import partition_of
from tests.bench.stage import say, told
from tests.bench.topics_log import PURCHASE, message
from tests.support.topics import PARTITIONS

EVERY_S = 0.005
KEYS = 2_000
AMOUNT = 7
RECORDED = "ce_recordedat"


def key_of(number: int) -> str:
    """Return the customer of the nth message."""
    return str(UUID(int=(1 << 96) + number % KEYS, version=4))


def last_of(records: int) -> Mapping[str, tuple[int, int]]:
    """Return how many messages each customer gets, and what they sum up to."""
    each, more = divmod(records, KEYS)
    counts = {key_of(n): each + (n < more) for n in range(min(KEYS, records))}
    return {key: (count, count * AMOUNT) for key, count in counts.items()}


Bytes = tuple[int, bytes, bytes, list[tuple[str, bytes]]]
"""A record as it goes out: partition, key, value, and the headers but the moment of its recording."""


def _prepared(records: int) -> list[Bytes]:
    # Made beforehand: what is measured must not wait for its own making.
    prepared = []
    for number in range(records):
        key, value, headers = encode(
            message(key_of(number), "leads", PURCHASE, number // KEYS + 1, AMOUNT, datetime.now(UTC))
        )
        kept = [header for header in headers if header[0] != RECORDED]
        prepared.append((partition_of(key.decode(), PARTITIONS), key, value, kept))
    return prepared


async def send(given: Mapping[str, Any]) -> None:
    """All messages are on the topic, spread evenly over the time."""
    prepared, sent = _prepared(given["records"]), 0
    producer = await start_producer(given["kafka"], "bench")
    began = monotonic()
    while sent < len(prepared):
        due = min(len(prepared), int((monotonic() - began) * given["rate"]) + 1)
        await _sent(producer, given["topic"], prepared[sent:due])
        sent = due
        await asyncio.sleep(EVERY_S)
    await stop_producer(producer)


async def _sent(producer: AIOKafkaProducer, topic: str, due: Iterable[Bytes]) -> None:
    now, batches = (RECORDED, rfc3339(datetime.now(UTC)).encode()), dict[int, Any]()
    for partition, key, value, headers in due:
        told = {"key": key, "value": value, "timestamp": None, "headers": [*headers, now]}
        batch = batches.get(partition) or batches.setdefault(partition, producer.create_batch())
        if batch.append(**told) is None:
            # A full batch takes no more, and says so by this alone.
            await producer.send_batch(batch, topic, partition=partition)
            batches[partition] = producer.create_batch()
            batches[partition].append(**told)
    for partition, batch in batches.items():
        await producer.send_batch(batch, topic, partition=partition)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as at_work:
        at_work.run(send(told()))
    say(done=True)
