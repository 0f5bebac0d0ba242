"""Declared topics on a real broker."""

import asyncio

import pytest
from aiokafka.admin import AIOKafkaAdminClient

from shared.kit.errors import Unavailable
from shared.kit.kafka.topics import Topic, TopicDiffers, partition_of, provision
from tests.support.tcp_proxy import TcpProxy


async def partitions(kafka: str, name: str) -> int:
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    try:
        return next((len(t["partitions"]) for t in await admin.describe_topics() if t["topic"] == name), 0)
    finally:
        await admin.close()


async def test_declared_topics_exist_afterwards_and_again(kafka: str, topic_prefix: str) -> None:
    declared = [
        Topic(f"{topic_prefix}.leads.v1", 12, {"retention.ms": "-1"}),
        Topic(f"{topic_prefix}.leads.inbox.v1", 3),
    ]
    await provision(kafka, declared)
    await provision(kafka, declared)
    assert await partitions(kafka, declared[0].name) == 12
    assert await partitions(kafka, declared[1].name) == 3


async def test_two_that_provision_at_once_do_not_disturb_each_other(kafka: str, topic_prefix: str) -> None:
    declared = [Topic(f"{topic_prefix}.{number}.v1", 2) for number in range(5)]
    await asyncio.gather(provision(kafka, declared), provision(kafka, declared))
    assert await partitions(kafka, declared[4].name) == 2


async def test_another_partition_count_is_refused_and_left_alone(kafka: str, topic_prefix: str) -> None:
    name = f"{topic_prefix}.leads.v1"
    await provision(kafka, [Topic(name, 3)])
    with pytest.raises(TopicDiffers, match="has 3 partitions, declared are 12"):
        await provision(kafka, [Topic(name, 12)])
    assert await partitions(kafka, name) == 3


async def test_another_retention_is_refused(kafka: str, topic_prefix: str) -> None:
    name = f"{topic_prefix}.leads.v1"
    await provision(kafka, [Topic(name, 3, {"retention.ms": "86400000"})])
    with pytest.raises(TopicDiffers, match=r"retention\.ms=86400000"):
        await provision(kafka, [Topic(name, 3, {"retention.ms": "-1"})])


async def test_an_absent_broker_is_said_in_time(kafka: str, topic_prefix: str) -> None:
    async with TcpProxy(kafka) as proxy:
        await proxy.cut()
        with pytest.raises(Unavailable, match="no broker answered after 1 s"):
            await provision(proxy.address, [Topic(f"{topic_prefix}.leads.v1", 3)], within_s=1)


@pytest.mark.parametrize(
    ("key", "hash_of_the_java_client"),
    [
        ("21", -973_932_308),
        ("foobar", -790_332_482),
        ("a-little-bit-longer-string", -1_486_304_829),
        ("abc", 479_470_107),
    ],
)
def test_a_key_has_the_partition_that_every_kafka_client_gives_it(
    key: str, hash_of_the_java_client: int
) -> None:
    assert partition_of(key, 12) == (hash_of_the_java_client & 0x7FFFFFFF) % 12
