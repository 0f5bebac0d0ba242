"""Saying things on topics as another service, or another system, would; and hearing what a topic holds."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import uuid4

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from shared.contracts.base import CustomerFact
from shared.contracts.envelope import Message
from shared.contracts.scoring import PolicyAnnounced
from shared.kit.kafka.producer import start_producer, stop_producer
from shared.kit.kafka.records import decode, encode
from tests.support.eventually import eventually
from tests.support.messages import message_of


class Speaker:
    """A producer that wraps facts into the envelope of their service."""

    def __init__(self, producer: AIOKafkaProducer, prefix: str) -> None:
        self._producer, self._prefix = producer, prefix

    async def fact(self, source: str, fact: CustomerFact | PolicyAnnounced, sequence: int) -> None:
        """`source` published this as the `sequence`th fact of its key."""
        message = message_of(fact, datetime.now(UTC), sequence=sequence)
        key, value, headers = encode(message)
        await self._producer.send_and_wait(f"{self._prefix}.{source}.v1", value, key=key, headers=headers)

    async def event(self, topic: str, type_: str, data: bytes, event_id: str | None = None) -> None:
        """Another system put this event on an inbox topic, without a key or a number."""
        headers = {
            "ce_specversion": "1.0",
            "ce_id": event_id or str(uuid4()),
            "ce_source": "erp",
            "ce_type": type_,
            "content-type": "application/json",
        }
        encoded = [(name, text.encode()) for name, text in headers.items()]
        await self._producer.send_and_wait(f"{self._prefix}.{topic}", data, headers=encoded)


@asynccontextmanager
async def speaking(kafka: str, prefix: str) -> AsyncIterator[Speaker]:
    """Yield a speaker on the topics of `prefix`."""
    producer = await start_producer(kafka, "speaker of tests")
    try:
        yield Speaker(producer, prefix)
    finally:
        await stop_producer(producer)


async def heard(kafka: str, topic: str, count: int, key: str | None = None) -> Sequence[Message]:
    """Return the topic's first `count` messages, of `key` if one is given, by key and sequence.

    Each counts once: one that the relay sent again, as it may, is the same to the byte.
    """
    consumer = AIOKafkaConsumer(
        topic, bootstrap_servers=kafka, auto_offset_reset="earliest", enable_auto_commit=False
    )
    await consumer.start()
    messages: dict[str, Message] = {}

    async def enough() -> bool:
        for records in (await consumer.getmany(timeout_ms=100)).values():
            for told in (decode(one.key, one.value, one.headers) for one in records):
                if key in {None, told.key}:
                    assert messages.setdefault(told.id, told) == told
        return len(messages) >= count

    try:
        await eventually(enough)
    finally:
        await consumer.stop()
    return sorted(messages.values(), key=lambda message: (message.key, message.sequence or 0))
