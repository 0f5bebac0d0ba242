"""The run's real parts are what every other test takes them for."""

import time

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.client import AIOKafkaClient

from tests.support.databases import connected
from tests.support.eventually import eventually
from tests.support.topics import make_topics


async def test_postgres_is_18(database: str) -> None:
    async with connected(database) as connection:
        assert connection.get_server_version().major == 18
        assert await connection.fetchval("SELECT uuid_extract_version(uuidv7())") == 7


async def test_each_test_has_an_empty_database(database: str) -> None:
    async with connected(database) as connection:
        tables = await connection.fetchval("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        assert tables == 0


async def test_the_services_roles_exist(database: str) -> None:
    async with connected(database) as connection:
        await connection.execute("SET ROLE tuoke_leads; RESET ROLE; SET ROLE reporting_ro")


async def test_a_topic_takes_and_returns_a_record(kafka: str, topic_prefix: str) -> None:
    topic = f"{topic_prefix}.taken.v1"
    await make_topics(kafka, [topic], partitions=2)
    async with AIOKafkaProducer(bootstrap_servers=kafka, acks="all", enable_idempotence=True) as producer:
        sent = await producer.send_and_wait(topic, b"value", key=b"key", partition=1)
    consumer = AIOKafkaConsumer(
        bootstrap_servers=kafka, enable_auto_commit=False, auto_offset_reset="earliest"
    )
    async with consumer:
        consumer.assign([TopicPartition(topic, 1)])
        record = await consumer.getone()
    assert (record.offset, record.key, record.value) == (sent.offset, b"key", b"value")


async def test_topics_are_never_made_by_use(kafka: str, topic_prefix: str) -> None:
    client = AIOKafkaClient(bootstrap_servers=kafka)
    await client.bootstrap()
    try:
        client.add_topic(f"{topic_prefix}.never-made.v1")
        await client.force_metadata_update()
        assert not client.cluster.partitions_for_topic(f"{topic_prefix}.never-made.v1")
    finally:
        await client.close()


async def test_waiting_ends_with_the_first_truth() -> None:
    begun = time.monotonic()
    assert await eventually(lambda: time.monotonic() - begun > 0.05) is True


async def test_waiting_in_vain_names_the_check() -> None:
    def never() -> bool:
        return False

    with pytest.raises(AssertionError, match="never stayed untrue"):
        await eventually(never, within_s=0.1)
