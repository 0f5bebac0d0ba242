"""Quiescence: everything is mended, every open command answered, and nothing is left to do anywhere."""

import json
from collections.abc import Mapping, Sequence
from typing import Final

from aiokafka.errors import KafkaError

from tests.chaos.acting import ask
from tests.chaos.brokers import admin, consumer_of, partitions
from tests.chaos.steps import PROCESSES
from tests.chaos.world import World
from tests.support.eventually import eventually

QUIET_WITHIN_S: Final = 120
ORACLES_WITHIN_S: Final = 30
"""What falls due so soon is waited for: the oracles must not look while a clock runs out."""

MODELS: Final[Mapping[str, tuple[str, Sequence[str]]]] = {
    "customers@leads": ("leads", ("leads", "scoring")),
    "opportunities": ("leads", ("leads", "visits", "scoring")),
    "plans": ("leads", ("leads",)),
    "customers@visits": ("visits", ("leads", "visits", "scoring")),
    "promises": ("visits", ("visits",)),
    "planned": ("visits", ("visits",)),
    "tier": ("scoring", ("leads", "visits", "scoring")),
    "board": ("scoring", ("leads", "visits", "scoring")),
    "intake": ("notify", ("leads", "visits", "scoring")),
}
"""Each read model: where it is kept and what it hears."""


async def quieted(world: World) -> None:
    """Nothing is left to do. Raises AssertionError that says what still is."""
    for name in PROCESSES:
        world.resume(name)
    for receiver in world.receivers:
        receiver.mood = "well"
    # What the breakers learnt of the receivers would keep us waiting for minutes; a fresh start has
    # forgotten it, and shows on the way that notify ends when asked to.
    await world.stop("notify")
    for name in PROCESSES:
        world.start(name)
    await world.house.ready()
    await eventually(lambda: _answered(world), QUIET_WITHIN_S)
    await eventually(lambda: _all_told(world), QUIET_WITHIN_S)
    await eventually(lambda: _settled(world), QUIET_WITHIN_S)


async def _answered(world: World) -> bool:
    for waiting in list(world.ledger.open.values()):
        await ask(world, waiting.command, waiting)
    return not world.ledger.open


async def _all_told(world: World) -> bool:
    for service, told in world.ledger.told.items():
        async with world.connected(service) as connection:
            seen = {row[0] for row in await connection.fetch("SELECT command_id FROM commands")}
            letters = {row[0] for row in await connection.fetch("SELECT ce_id FROM dead_letters")}
        # A fact that was so already leaves neither; its record is behind the group's offset then.
        waiting = {told[command] for command in told.keys() - seen} - letters
        behind = await _inbox_behind(world, service)
        assert not waiting or not behind, f"{service} has not heard {len(waiting)} events: {behind}"
    return True


async def _inbox_behind(world: World, service: str) -> dict[int, int]:
    name = world.topic(service, "inbox.v1")
    async with admin(world) as asked, consumer_of(world) as consumer:
        try:
            done = await asked.list_consumer_group_offsets(f"{world.prefix}.{service}.inbox")
        except KafkaError as error:
            raise AssertionError(f"the broker does not say how far {service} has heard: {error}") from error
        ends = await consumer.end_offsets(await partitions(consumer, name))
    return {
        part.partition: end - done[part].offset if part in done else end
        for part, end in ends.items()
        if end > (done[part].offset if part in done else 0)
    }


async def _settled(world: World) -> bool:
    left: dict[str, object] = {}
    for service in ("leads", "visits", "scoring", "notify"):
        async with world.connected(service) as connection:
            left[f"{service} outbox"] = await connection.fetchval("SELECT count(*) FROM outbox")
            overdue = "SELECT count(*) FROM deadlines WHERE due_at <= now() + make_interval(secs => $1)"
            left[f"{service} deadlines"] = await connection.fetchval(overdue, ORACLES_WITHIN_S)
    async with world.connected("visits") as connection:
        # A look at what a customer is owed may end in new facts.
        left["reviews"] = await connection.fetchval("SELECT count(*) FROM reviews WHERE review_at <= now()")
    async with world.connected("notify") as connection:
        # Retries would be due in minutes; time is nothing that this walk tests.
        await connection.execute("UPDATE due SET ready_at = now() WHERE ready_at > now()")
        left["due"] = await connection.fetchval("SELECT count(*) FROM due")
    left |= await _models_behind(world)
    waiting = {name: count for name, count in left.items() if count}
    assert not waiting, json.dumps(waiting)
    return True


async def _models_behind(world: World) -> dict[str, object]:
    behind: dict[str, object] = {}
    async with consumer_of(world) as consumer:
        for model, (service, sources) in MODELS.items():
            schema = model.partition("@")[0]
            async with world.connected(service) as connection:
                rows = await connection.fetch(f"SELECT topic, partition, next_offset FROM {schema}.offsets")  # noqa: S608 -- a name of ours
            at = {(row["topic"], row["partition"]): row["next_offset"] for row in rows}
            for source in sources:
                name = world.topic(source)
                ends = await consumer.end_offsets(await partitions(consumer, name))
                gap = sum(max(0, end - at.get((name, part.partition), 0)) for part, end in ends.items())
                behind[f"{model} of {source}"] = gap
    return behind
