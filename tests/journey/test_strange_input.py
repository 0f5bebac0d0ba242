"""Strange bytes on every inbox topic: each record is accepted or a dead letter, and nothing else stops."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaProducer

from services.leads import wiring as leads
from services.leads.settings import LeadsSettings
from services.visits import wiring as visits
from services.visits.settings import VisitsSettings
from shared.contracts.inbox import (
    AnswerForm,
    CaptureLead,
    FileComplaint,
    LogVisit,
    RecordPurchase,
    RecordSection,
    SignContract,
)
from shared.contracts.topics import every_topic
from shared.kit.clock import SystemClock
from shared.kit.inbox.intake import KafkaRecord, from_record
from shared.kit.inbox.received import Refusal, event_of
from shared.kit.kafka.producer import start_producer, stop_producer
from shared.kit.postgres.pool import Pool, opened_pool
from tests.journey.strange_records import Strange, sound, strange_records
from tests.support.eventually import eventually
from tests.support.topics import make_topics
from tests.support.whole_service import prepare, serving, settings_for

SAMPLES = Path("shared/contracts/samples")
SEED = int(os.environ.get("TUOKE_SEED", "20260301"))
WITHIN_S = 60

SERVICES: dict[str, tuple[Any, Any, list[Any]]] = {
    "leads": (leads, LeadsSettings, [CaptureLead, RecordSection, RecordPurchase, SignContract]),
    "visits": (visits, VisitsSettings, [LogVisit, FileComplaint, AnswerForm]),
}

Place = str
"""A record's topic, partition and offset, as the origin of a dead letter says it."""


def samples_of(contracts: Sequence[Any]) -> dict[str, Any]:
    """Return a sound body for each type."""
    names = {one.TYPE: one.TYPE.removeprefix("tuoke.") for one in contracts}
    return {type_: json.loads((SAMPLES / f"{name}.1.json").read_text()) for type_, name in names.items()}


async def send(producer: AIOKafkaProducer, topic: str, records: Sequence[Strange]) -> dict[Place, Strange]:
    """The records are on the topic; returns where."""
    sent = [await producer.send(topic, key=r.key, value=r.value, headers=r.headers) for r in records]
    places = [await one for one in sent]
    return {
        f"{at.topic}/{at.partition}/{at.offset}": record for at, record in zip(places, records, strict=True)
    }


def named_command(place: Place, record: Strange) -> str | None:
    """Return the command that the record's event would be, if it has a sound envelope."""
    topic, partition, offset = place.split("/")
    said = KafkaRecord(record.key, record.value, record.headers)
    try:
        event = event_of(from_record(topic, int(partition), int(offset), said), SystemClock().now())
    except Refusal:
        return None
    return event.command_id


async def commands(pool: Pool) -> set[str]:
    return {
        row[0]
        for row in await pool.fetch("SELECT command_id FROM commands WHERE NOT command_id LIKE 'deadline %'")
    }


async def letters(pool: Pool) -> dict[Place, str]:
    return {row[0]: row[1] for row in await pool.fetch("SELECT origin, reason FROM dead_letters")}


async def fuzzed(service: str, database: str, kafka: str, prefix: str, count: int) -> None:
    wiring, settings, contracts = SERVICES[service]
    samples = samples_of(contracts)
    topic = f"{prefix}.{service}.inbox.v1"
    await make_topics(kafka, every_topic(prefix))
    await prepare(database, wiring.MIGRATIONS, wiring.MODELS)
    strange = strange_records(samples, count, SEED)
    type_, body = next(iter(samples.items()))
    producer = await start_producer(kafka, "a stranger")
    try:
        async with (
            serving(wiring.wire, settings_for(settings, database, kafka, prefix), roles=lambda _: True),
            opened_pool(database, application_name="test") as pool,
        ):
            good: dict[Place, Strange] = {}
            everything: dict[Place, Strange] = {}
            # In pieces with a sound event of another customer behind each, so that one that stops
            # the line is found beside what stopped it.
            for first in range(0, len(strange), 50):
                everything |= await send(producer, topic, strange[first : first + 50])
                healthy = sound(type_, body | {"customer": {"id": str(uuid4())}})
                good |= (said := await send(producer, topic, [healthy]))
                wanted = {named_command(*one) for one in said.items()}

                async def flows(wanted: set[str | None] = wanted) -> bool:
                    return wanted <= await commands(pool)

                await eventually(flows, WITHIN_S)
            await every_record_ended(pool, everything, good)
    finally:
        await stop_producer(producer)


async def every_record_ended(pool: Pool, strange: dict[Place, Strange], good: dict[Place, Strange]) -> None:
    """Each record is a dead letter or its command is stored, each command is of a record: by ids."""
    ids = {place: named_command(place, record) for place, record in (strange | good).items()}

    async def all_ended() -> bool:
        done, dead = await commands(pool), await letters(pool)
        assert {place for place, one in ids.items() if place not in dead and one not in done} == set()
        return True

    await eventually(all_ended, WITHIN_S)
    done, dead = await commands(pool), await letters(pool)
    assert dead.keys() <= strange.keys()
    assert done == {one for place, one in ids.items() if place not in dead}
    assert all(dead.values())
    assert "handler_failed" not in dead.values(), [strange[p] for p in dead if dead[p] == "handler_failed"]
    assert len(set(dead.values())) > 5, "the records were not strange enough"


@pytest.mark.parametrize("service", SERVICES)
async def test_strange_records_end_accepted_or_as_dead_letters(
    service: str, database: str, kafka: str, topic_prefix: str
) -> None:
    await fuzzed(service, database, kafka, topic_prefix, 300)


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("service", SERVICES)
async def test_very_many_strange_records_end_accepted_or_as_dead_letters(
    service: str, database: str, kafka: str, topic_prefix: str
) -> None:
    await fuzzed(service, database, kafka, topic_prefix, 3_000)
