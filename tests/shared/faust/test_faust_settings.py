"""What our settings keep Faust from doing, held by running it with them."""

import socket
from pathlib import Path
from typing import Any

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from mode import CrashingSupervisor

from shared.kit.projection.consumption import Consumption
from shared.kit.projection.faust_settings import faust_settings
from tests.shared.faust.lives import EVENTS, WITHIN_S, agent_at_work, app_of, living, reaches
from tests.support.eventually import eventually
from tests.support.topics import make_topics


async def idle(stream: Any) -> None:
    async for _ in stream.events():
        pass


async def test_our_settings_create_no_topic(kafka: str, topic: str) -> None:
    async with agent_at_work(kafka, topic, idle):
        await reaches(kafka, topic, EVENTS)
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    try:
        names = await admin.list_topics()
    finally:
        await admin.close()
    assert [name for name in names if name.startswith(topic.partition(".")[0])] == [topic]


async def test_our_settings_bind_no_web_port(kafka: str, topic: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    async with agent_at_work(kafka, topic, idle, web_port=port, web_bind="127.0.0.1"):
        await reaches(kafka, topic, EVENTS)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), 1).close()


@pytest.mark.long
@pytest.mark.parametrize(("standbys", "together"), [(1, True), (0, False)])
async def test_without_tables_only_a_standby_keeps_partitions_of_one_number_together(
    kafka: str, topic_prefix: str, tmp_path: Path, standbys: int, *, together: bool
) -> None:
    """At 0 the app takes the client's round robin, which tears the sources of a key apart."""
    topics = [f"{topic_prefix}.{name}" for name in ("orders", "refunds")]
    await make_topics(kafka, topics, partitions=3)
    apps = [listening(kafka, topics, tmp_path / name, standbys) for name in ("one", "two")]

    async def all_assigned() -> bool:
        held = [len(app.consumer.assignment()) for app in apps]
        return sum(held) == 6 and min(held) > 0

    async with living(apps[0]), living(apps[1]):
        await eventually(all_assigned, WITHIN_S)
        halves = [{held.partition for held in app.consumer.assignment()} for app in apps]
    assert halves[0].isdisjoint(halves[1]) == together


def listening(kafka: str, topics: list[str], folder: Path, standbys: int) -> Any:
    """Return an app that hears both topics and does nothing."""
    app = app_of(kafka, f"{topics[0]}.group", str(folder), table_standby_replicas=standbys)
    app.agent(app.topic(*topics, key_type=bytes, value_type=bytes), name="worker")(idle)
    return app


def test_our_settings_are_the_ones_that_these_guarantees_need(tmp_path: Path) -> None:
    ours = faust_settings(Consumption("b:1", "g", ["t"], "beginning"), CrashingSupervisor, str(tmp_path))
    needed = {
        "agent_supervisor": CrashingSupervisor,
        "processing_guarantee": "at_least_once",
        "table_standby_replicas": 1,
        "topic_allow_declare": False,
        "topic_disable_leader": True,
        "web_enabled": False,
    }
    assert {name: ours[name] for name in needed} == needed
