"""The inbox topic against real Kafka and Postgres: nothing lost, nothing twice, order kept by key."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError
from structlog.testing import capture_logs

from shared.kit.inbox import bounds
from shared.kit.inbox.consumer import InboxConsumer
from shared.kit.kafka.producer import start_producer
from tests.support.eventually import eventually
from tests.support.inbox_service import TYPE, NoteService, note_service
from tests.support.tcp_proxy import TcpProxy
from tests.support.topics import make_topics

PAUSES = 5
SUBJECTS = [f"s{number}" for number in range(30)]


@pytest.fixture
async def topic(kafka: str, topic_prefix: str) -> str:
    name = f"{topic_prefix}.notes.inbox.v1"
    await make_topics(kafka, [name], partitions=3)
    return name


def record(number: int, subject: str) -> tuple[bytes, list[tuple[str, bytes]]]:
    headers = {"ce_specversion": "1.0", "ce_id": str(number), "ce_source": "/erp", "ce_type": TYPE}
    value = json.dumps({"subject": subject, "line": str(number)}).encode()
    return value, [(name, text.encode()) for name, text in headers.items()]


async def send(kafka: str, topic: str, numbers: range) -> None:
    producer = await start_producer(kafka, "erp")
    try:
        for number in numbers:
            subject = SUBJECTS[number % len(SUBJECTS)]
            value, headers = record(number, subject)
            sent = await producer.send(topic, value, key=subject.encode(), headers=headers)
        await sent
        await producer.flush()
    finally:
        await producer.stop()


async def send_raw(kafka: str, topic: str, value: bytes | None, headers: list[tuple[str, bytes]]) -> None:
    producer = await start_producer(kafka, "erp")
    try:
        await producer.send_and_wait(topic, value, key=b"k" if value is None else None, headers=headers)
    finally:
        await producer.stop()


@contextlib.asynccontextmanager
async def consuming(notes: NoteService, kafka: str, topic: str) -> AsyncIterator[None]:
    stop = asyncio.Event()
    consumer = InboxConsumer(notes.inbox, kafka, topic, service=topic)
    task = asyncio.create_task(consumer.run(stop))
    try:
        yield
    finally:
        stop.set()
        async with asyncio.timeout(20):
            await task


async def stored(notes: NoteService, events: int, within_s: float = 20) -> None:
    async def all_there() -> bool:
        return await notes.events() == events

    reached: bool = await eventually(all_there, within_s)
    assert reached


async def in_order(notes: NoteService, count: int) -> bool:
    wanted = {
        subject: [str(number) for number in range(count) if number % len(SUBJECTS) == place]
        for place, subject in enumerate(SUBJECTS)
    }
    return {subject: await notes.lines(subject) for subject in SUBJECTS} == wanted


async def test_the_topics_events_take_effect_in_the_order_of_their_key(
    database: str, kafka: str, topic: str
) -> None:
    await send(kafka, topic, range(900))
    async with note_service(database) as notes, consuming(notes, kafka, topic):
        await stored(notes, 900)
        assert await in_order(notes, 900)


async def test_a_member_that_starts_again_goes_on_where_it_stopped(
    database: str, kafka: str, topic: str
) -> None:
    async with note_service(database) as notes:
        for first in (0, 150, 300):
            await send(kafka, topic, range(first, first + 150))
            async with consuming(notes, kafka, topic):
                await stored(notes, first + 150)
        assert await in_order(notes, 450)
        assert await notes.dead() == 0


async def test_bad_records_are_dead_letters_and_the_others_flow(
    database: str, kafka: str, topic: str
) -> None:
    await send_raw(kafka, topic, b"no event", [])
    await send_raw(kafka, topic, None, record(1, "s1")[1])
    await send_raw(kafka, topic, b"{", record(2, "s1")[1])
    await send_raw(kafka, topic, b"{}", [("ce_specversion", b"1.0"), ("ce_id", b"\xff"), ("ce_type", b"t")])
    await send_raw(kafka, topic, b"{}", [("content-type", b"application/cloudevents+json")])
    await send(kafka, topic, range(3, 30))
    value, headers = record(30, "s0")
    await send_raw(kafka, topic, value, headers)  # A null key: the data names whom it is about.
    async with note_service(database) as notes, consuming(notes, kafka, topic):
        await stored(notes, 28)

        async def five_are_dead() -> bool:
            return await notes.dead() == 5

        reached: bool = await eventually(five_are_dead)
        assert reached
        counts = await notes.letters.counts()
        assert counts == {"not_a_cloudevent": 1, "no_data": 1, "malformed_json": 1, "bad_envelope": 2}
        assert all(letter.origin.startswith(f"{topic}/") for letter in await notes.letters.list())


async def test_an_absent_database_is_waited_for_and_makes_no_dead_letter(
    database: str, kafka: str, topic: str
) -> None:
    address = database.rsplit("@", maxsplit=1)[-1].split("/", maxsplit=1)[0]
    async with TcpProxy(address) as proxy:
        through = database.replace(address, proxy.address)
        async with note_service(database, through=through) as notes, consuming(notes, kafka, topic):
            await send(kafka, topic, range(60))
            await stored(notes, 60)
            await proxy.cut()
            await send(kafka, topic, range(60, 120))
            connection = await asyncpg.connect(database)
            assert await connection.fetchval("SELECT count(*) FROM events") == 60
            await connection.close()
            await proxy.restore()
            await stored(notes, 120, 30)
            assert await in_order(notes, 120)
            assert await notes.dead() == 0


async def test_a_member_that_stops_while_the_database_is_away_has_acknowledged_nothing(
    database: str, kafka: str, topic: str
) -> None:
    address = database.rsplit("@", maxsplit=1)[-1].split("/", maxsplit=1)[0]
    async with TcpProxy(address) as proxy:
        through = database.replace(address, proxy.address)
        async with note_service(database, through=through) as notes:
            async with consuming(notes, kafka, topic):
                await send(kafka, topic, range(30))
                await stored(notes, 30)
                await proxy.cut()
                with capture_logs() as lines:
                    await send(kafka, topic, range(30, 90))
                    await eventually(lambda: "inbox.waits" in [line["event"] for line in lines])
            await proxy.restore()
            async with consuming(notes, kafka, topic):
                await stored(notes, 90, 30)
            assert await in_order(notes, 90)


async def test_a_broker_that_goes_and_comes_back_is_taken_up_again(
    database: str, kafka: str, topic: str
) -> None:
    async with TcpProxy(kafka, kafka=True) as proxy, note_service(database) as notes:
        await send(kafka, topic, range(60))
        async with consuming(notes, proxy.address, topic):
            await stored(notes, 60)
            await proxy.cut()
            await send(kafka, topic, range(60, 120))
            await proxy.restore()
            await stored(notes, 120, 30)
        assert await in_order(notes, 120)


async def test_a_member_stops_in_time_while_its_broker_hangs(database: str, kafka: str, topic: str) -> None:
    async with TcpProxy(kafka, kafka=True) as proxy, note_service(database) as notes:
        await send(kafka, topic, range(30))
        async with consuming(notes, proxy.address, topic):
            await stored(notes, 30)
            proxy.hang()
            began = time.monotonic()
        assert time.monotonic() - began < 10


async def test_a_second_member_shares_the_work_and_nothing_happens_twice(
    database: str, kafka: str, topic: str
) -> None:
    async with note_service(database) as notes, consuming(notes, kafka, topic):
        await send(kafka, topic, range(300))
        await stored(notes, 300)
        async with consuming(notes, kafka, topic):
            await send(kafka, topic, range(300, 600))
            await stored(notes, 600, 30)
        await send(kafka, topic, range(600, 900))
        await stored(notes, 900, 30)
        assert await in_order(notes, 900)


class NeverTaken(InboxConsumer):
    """Joins, and fails at whatever it would take in."""

    joined = 0

    async def _take(self, consumer: AIOKafkaConsumer, stop: asyncio.Event) -> None:
        del consumer, stop
        self.joined += 1
        raise KafkaError("a record that no client reads")


async def test_whoever_joins_and_takes_in_nothing_pauses_for_longer_each_time(
    kafka: str, topic: str, database: str
) -> None:
    async with note_service(database) as notes:
        consumer, stop = NeverTaken(notes.inbox, kafka, topic, service=topic), asyncio.Event()
        task, began = asyncio.create_task(consumer.run(stop)), time.monotonic()
        await eventually(lambda: consumer.joined == PAUSES + 1, 20)
        took = time.monotonic() - began
        stop.set()
        await task
    assert took > bounds.RETRY_MIN_S * (2**PAUSES - 1)
