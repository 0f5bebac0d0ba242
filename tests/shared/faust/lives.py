"""One life of a Faust app on real Kafka: what its agent saw, what it committed, how it ended."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

import faust
from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.kit.kafka.producer import start_producer, stop_producer
from tests.support.eventually import eventually

Work = Callable[[Any], Awaitable[None]]
COMMIT_EVERY_S = 0.2
EVENTS = 6
WITHIN_S = 40
STOP_WITHIN_S = 10.0

OURS: Mapping[str, Any] = {
    "topic_allow_declare": False,
    "topic_disable_leader": True,
    "autodiscover": False,
    "store": "memory://",
    "web_enabled": False,
    "consumer_auto_offset_reset": "earliest",
    "broker_commit_interval": COMMIT_EVERY_S,
    "broker_session_timeout": 6.0,
    "broker_heartbeat_interval": 1.5,
    "stream_wait_empty": False,
}


def app_of(kafka: str, group: str, folder: str, **settings: Any) -> Any:
    """Return an app with our settings but for `settings`."""
    app: Any = faust.App(group, **{"broker": f"kafka://{kafka}", "datadir": folder, **OURS, **settings})
    return app


@asynccontextmanager
async def living(app: Any) -> AsyncIterator[None]:
    """The app runs within the block."""
    await app.start()
    try:
        yield
    finally:
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_WITHIN_S):
                await app.stop()


@asynccontextmanager
async def agent_at_work(
    kafka: str, topic: str, work: Work, *, concurrency: int = 1, supervisor: Any = None, **settings: Any
) -> AsyncIterator[Any]:
    """Yield a running app whose one agent does `work` with the stream of `topic`."""
    with tempfile.TemporaryDirectory() as folder:
        if supervisor is not None:
            settings["agent_supervisor"] = supervisor
        app = app_of(kafka, f"{topic}.group", folder, **settings)
        source = app.topic(
            topic, key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw"
        )
        app.agent(source, concurrency=concurrency, supervisor_strategy=supervisor, name="worker")(work)
        async with living(app):
            yield app


async def say(kafka: str, topic: str, count: int) -> None:
    """Events `0` to `count - 1` are in partition 0."""
    producer = await start_producer(kafka, "faust tests")
    try:
        for number in range(count):
            await producer.send_and_wait(topic, str(number).encode(), key=b"k", partition=0)
    finally:
        await stop_producer(producer)


async def committed(kafka: str, topic: str) -> int:
    """Return what the group of `agent_at_work` committed of partition 0; 0 for nothing."""
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka, group_id=f"{topic}.group", enable_auto_commit=False)
    await consumer.start()
    try:
        place = TopicPartition(topic, 0)
        consumer.assign([place])
        return await consumer.committed(place) or 0
    finally:
        await consumer.stop()


async def reaches(kafka: str, topic: str, offset: int) -> None:
    """The group has committed exactly this offset."""

    async def there() -> bool:
        assert await committed(kafka, topic) == offset
        return True

    await eventually(there, WITHIN_S)
