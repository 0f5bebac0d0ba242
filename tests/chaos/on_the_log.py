"""Oracle of the log: what is stored, what is on Kafka, and what the callers were told are one history."""

import json
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from shared.contracts.envelope import Message
from tests.chaos.brokers import everything
from tests.chaos.ledger import Ledger
from tests.chaos.world import World

STORES: Final = ("leads", "visits")
_EVENTS: Final = "SELECT stream, key, sequence, event_id, type, metadata, data, recorded_at FROM events"


@dataclass(frozen=True, slots=True)
class Stored:
    """A row of a store."""

    stream: str
    key: str
    sequence: int | None
    id: UUID
    type: str
    command: str


async def stored(world: World, service: str) -> list[Stored]:
    """Every event of a service's store."""
    async with world.connected(service) as connection:
        rows = await connection.fetch(_EVENTS)
    return [
        Stored(
            row["stream"], row["key"], row["sequence"], row["event_id"], row["type"],
            json.loads(row["metadata"])["command"],
        )
        for row in rows
    ]  # fmt: skip


async def findings(world: World, log: dict[str, list[Message]]) -> AsyncIterator[str]:
    """What is wrong with the log. Fills `log` with each topic's messages, each once."""
    for service in (*STORES, "scoring"):
        messages = await everything(world, world.topic(service))
        for finding in in_order(service, messages):
            yield finding
        log[service] = list({message.id: message for message in messages}.values())
    for service in STORES:
        events = await stored(world, service)
        for finding in same(service, events, log[service]):
            yield finding
        async for finding in kept(world, service, events):
            yield finding
    async with world.connected("scoring") as connection:
        rows = await connection.fetch("SELECT key, published FROM keys")
    published = {row["key"]: row["published"] for row in rows}
    told = dict(Counter(message.key for message in log["scoring"]))
    if told != published:
        yield f"scoring: numbered {published}, on Kafka {told}"


def in_order(service: str, messages: list[Message]) -> list[str]:
    """By key, the first occurrences are 1, 2, 3 …; what comes again is what came before, to the byte."""
    found, last = [], defaultdict[str, int](int)
    seen: dict[str, Message] = {}
    for message in messages:
        before = seen.setdefault(message.id, message)
        if before is not message:
            if before != message:
                found.append(f"{service}: {message.id} came again otherwise")
            continue
        if message.sequence != last[message.key] + 1:
            found.append(f"{service}: {message.key} went from {last[message.key]} to {message.sequence}")
        last[message.key] = message.sequence or 0
    return found


def same(service: str, events: list[Stored], messages: list[Message]) -> list[str]:
    """What is stored to be published, and what is on Kafka, are the same by key, sequence and id."""
    store = {(e.key, e.sequence, str(e.id), e.stream) for e in events if e.sequence is not None}
    topic = {(m.key, m.sequence, m.id, m.subject) for m in messages}
    lost = [f"{service}: stored, not on Kafka: {one}" for one in sorted(store - topic)]
    return lost + [f"{service}: on Kafka, not stored: {one}" for one in sorted(topic - store)]


async def kept(world: World, service: str, events: list[Stored]) -> AsyncIterator[str]:
    """Every acknowledged command has its events, every refused one none, each inbox event one fate."""
    by_command: defaultdict[str, list[Stored]] = defaultdict(list)
    for event in events:
        by_command[event.command].append(event)
    streams = {event.stream for event in events}
    for command_id, accepted in world.ledger.accepted.items():
        if accepted.command.service == service:
            made = len(by_command[command_id])
            was_so = accepted.replayed and accepted.command.thing in streams
            if made > accepted.command.events_max or not (made or was_so):
                yield f"{service}: acknowledged with {made} events: {accepted}"
    for command_id, reason in world.ledger.refused.items():
        if by_command[command_id]:
            yield f"{service}: refused as {reason}, and yet {by_command[command_id]}"
    async with world.connected(service) as connection:
        letters = {row[0] for row in await connection.fetch("SELECT ce_id FROM dead_letters")}
    for finding in _fates(world.ledger, service, by_command, letters):
        yield finding


def _fates(
    ledger: Ledger, service: str, by_command: Mapping[str, list[Stored]], letters: set[str]
) -> list[str]:
    streams = {event.stream for events in by_command.values() for event in events}
    found = []
    for command_id, event_id in ledger.told.get(service, {}).items():
        fates = len(by_command.get(command_id, [])) + (event_id in letters)
        was_so = ledger.names.get(event_id) in streams
        if fates > 1 or not (fates or was_so):
            found.append(f"{service}: the event {event_id} had {fates} fates")
    return found
