# mypy: untyped-calls-exclude=aiokafka
"""Declared topics become real ones; a topic that differs from its declaration stops the start.

Brokers never create our topics on demand: a topic made by accident would have another partition
count, and a key's partition, and with it the order of its facts, hangs on that count for ever.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code
from aiokafka.partitioner import murmur2

from shared.kit.errors import Refused, Unavailable
from shared.kit.kafka import settings

PARTITIONED_KEYS_MAX: Final = 65_536
"""Keys whose partition is remembered; hashing one costs more than publishing it."""

_NO_ERROR: Final = 0


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as it must be. `config` holds only what must not be the broker's default."""

    name: str
    partitions: int
    config: Mapping[str, str] = field(default_factory=dict)


class TopicDiffers(Refused):
    """The broker's topic is not the declared one; a person must decide what to do with its records."""

    code = "topic_differs"


@lru_cache(PARTITIONED_KEYS_MAX)
def partition_of(key: str, partitions: int) -> int:
    """Return the partition of a key, as every Kafka client's default partitioner does."""
    return int(murmur2(key.encode()) & 0x7FFFFFFF) % partitions


async def provision(
    bootstrap: str,
    topics: Iterable[Topic],
    *,
    replication: int = 1,
    within_s: float = settings.PROVISION_TIMEOUT_S,
) -> None:
    """Every declared topic exists as declared, and each of its partitions has a leader.

    Safe to repeat and to run from several processes at once. Raises `TopicDiffers`, or
    `Unavailable` when that is not reached in time.
    """
    wanted = {topic.name: topic for topic in topics}
    reached = "no broker answered"
    try:
        async with asyncio.timeout(within_s):
            admin = await _connected(bootstrap)
            try:
                reached = "topics are missing or without leaders"
                await _create_missing(admin, wanted, replication)
                await _wait_for_leaders(admin, wanted)
                await _compare_config(admin, wanted)
            finally:
                await admin.close()
    except TimeoutError:
        raise Unavailable(f"{bootstrap}: {reached} after {within_s:g} s") from None


async def _connected(bootstrap: str) -> AIOKafkaAdminClient:
    while True:
        admin = AIOKafkaAdminClient(
            bootstrap_servers=bootstrap, request_timeout_ms=settings.REQUEST_TIMEOUT_MS
        )
        try:
            await admin.start()
        except (KafkaError, OSError):
            # A broker that is still starting refuses connections; the caller's deadline ends this.
            await admin.close()
            await asyncio.sleep(settings.PROVISION_POLL_S)
        except BaseException:
            await admin.close()
            raise
        else:
            return admin


async def _create_missing(admin: AIOKafkaAdminClient, wanted: Mapping[str, Topic], replication: int) -> None:
    there = await _described(admin, wanted)
    missing = [
        NewTopic(topic.name, topic.partitions, replication, topic_configs=dict(topic.config))
        for topic in wanted.values()
        if topic.name not in there
    ]
    if not missing:
        return
    answer: Any = await admin.create_topics(missing, timeout_ms=settings.REQUEST_TIMEOUT_MS)
    for name, code, *message in answer.topic_errors:
        # Another process provisioning at the same time is no error; what it made is compared below.
        if code not in (_NO_ERROR, TopicAlreadyExistsError.errno):
            raise for_code(code)(f"{name}: {message}")


async def _wait_for_leaders(admin: AIOKafkaAdminClient, wanted: Mapping[str, Topic]) -> None:
    # A created topic takes a moment to reach the broker's metadata; a client that starts before
    # then sees an unknown topic and may wait for its next metadata refresh.
    while True:
        there = await _described(admin, wanted)
        if len(there) == len(wanted):
            _compare_partitions(there, wanted)
            if all(part["leader"] >= 0 for parts in there.values() for part in parts):
                return
        await asyncio.sleep(settings.PROVISION_POLL_S)


async def _described(
    admin: AIOKafkaAdminClient, wanted: Mapping[str, Topic]
) -> dict[str, list[dict[str, Any]]]:
    # All topics are asked for: naming one would let a broker with auto-creation make it.
    return {
        found["topic"]: found["partitions"]
        for found in await admin.describe_topics()
        if found["topic"] in wanted and found["error_code"] == _NO_ERROR
    }


def _compare_partitions(there: Mapping[str, list[dict[str, Any]]], wanted: Mapping[str, Topic]) -> None:
    for name, partitions in there.items():
        if len(partitions) != wanted[name].partitions:
            raise TopicDiffers(
                f"{name} has {len(partitions)} partitions, declared are {wanted[name].partitions}"
            )


async def _compare_config(admin: AIOKafkaAdminClient, wanted: Mapping[str, Topic]) -> None:
    # A retention shorter than declared would delete history in silence, so a difference stops us.
    resources = [
        ConfigResource(ConfigResourceType.TOPIC, topic.name, configs=dict(topic.config))
        for topic in wanted.values()
        if topic.config
    ]
    if not resources:
        return
    answers: list[Any] = await admin.describe_configs(resources)
    for answer in answers:
        for _, _, _, name, entries in answer.resources:
            there = {entry[0]: entry[1] for entry in entries}
            for option, value in wanted[name].config.items():
                if there.get(option) != value:
                    raise TopicDiffers(f"{name} has {option}={there.get(option)}, declared is {value}")
