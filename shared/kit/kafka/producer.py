# mypy: untyped-calls-exclude=aiokafka
"""The one way we produce: idempotent, acknowledged by all in-sync replicas, and let go of safely."""

import asyncio
import contextlib

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from shared.kit.errors import Unavailable
from shared.kit.kafka import settings


async def start_producer(bootstrap: str, client_id: str) -> AIOKafkaProducer:
    """Return a started producer. Raises `Unavailable` when no broker answers in time."""
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap,
        client_id=client_id,
        # aiokafka's defaults are acks=1 and no idempotence: a leader that dies after its answer
        # would lose an acknowledged record, and a retry could repeat one or pass its neighbour.
        acks="all",
        enable_idempotence=True,
        linger_ms=0,
        max_batch_size=settings.BATCH_MAX_BYTES,
        request_timeout_ms=settings.REQUEST_TIMEOUT_MS,
        retry_backoff_ms=settings.RETRY_BACKOFF_MS,
        metadata_max_age_ms=settings.METADATA_MAX_AGE_MS,
        connections_max_idle_ms=settings.CONNECTIONS_MAX_IDLE_MS,
    )
    try:
        async with asyncio.timeout(settings.REQUEST_TIMEOUT_MS / 1000):
            await producer.start()
    except (KafkaError, OSError, TimeoutError) as error:
        await abandon(producer)
        raise Unavailable(f"{bootstrap}: no producer ({type(error).__name__})") from error
    except BaseException:
        await abandon(producer)
        raise
    return producer


async def abandon(producer: AIOKafkaProducer) -> None:
    """The producer is gone, whatever it had in flight; nothing is flushed.

    An idempotent aiokafka producer never gives a batch up: `stop()` would wait for an absent
    broker for ever. Records in flight may or may not have been written.
    """
    # The private fields are those of aiokafka 0.14; a test abandons a producer with its broker away.
    producer._closed = True  # noqa: SLF001
    sender = producer._sender.sender_task  # noqa: SLF001
    if sender is not None:
        # Failing what is queued comes first, or the sender would send it while it is being stopped.
        producer._message_accumulator.fail_all(KafkaError("abandoned"))  # noqa: SLF001
        sender.cancel()
    with contextlib.suppress(KafkaError, OSError, TimeoutError):
        async with asyncio.timeout(settings.STOP_GRACE_S):
            await producer.client.close()
    if sender is not None:
        await asyncio.wait([sender], timeout=settings.STOP_GRACE_S)


async def stop_producer(producer: AIOKafkaProducer) -> None:
    """The producer is stopped; what it had in flight had `STOP_GRACE_S` to arrive."""
    try:
        async with asyncio.timeout(settings.STOP_GRACE_S):
            await producer.flush()
            await producer.stop()
    except (KafkaError, TimeoutError):
        await abandon(producer)
