"""Facts as leads and visits publish them, on real topics: the same log for every contender.

What lies where is remembered, so that a projection can be held against a fold of exactly what it read.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import msgspec

from shared.contracts.base import dataschema
from shared.contracts.envelope import Message
from shared.kit.kafka.producer import start_producer, stop_producer
from shared.kit.kafka.records import encode
from shared.kit.kafka.topics import partition_of
from shared.kit.projection.sequence import identity
from tests.bench.stage import Stage
from tests.support.topics import PARTITIONS, make_topics

SOURCES = ("leads", "visits", "scoring")
VISITS_SHARE = 0.15
PURCHASE, VISIT = "tuoke.leads.purchase-recorded", "tuoke.visits.visit-logged"
_BEGINNING = datetime(2025, 1, 1, tzinfo=UTC)


class Told(NamedTuple):
    """One record, as far as a fold of it can be checked."""

    key: str
    source: str
    sequence: int
    identity: str
    amount: int


@dataclass(slots=True)
class Log:
    """The records of each partition of each source, in order."""

    prefix: str
    records: dict[tuple[str, int], list[Told]] = field(default_factory=lambda: defaultdict(list))

    def topic(self, source: str) -> str:
        """Return the source's topic."""
        return f"{self.prefix}.{source}.v1"

    def topics(self) -> list[str]:
        """Return all topics."""
        return [self.topic(source) for source in SOURCES]

    def count(self, *sources: str) -> int:
        """Return how many records the sources have, or all of them."""
        return sum(len(told) for (source, _), told in self.records.items() if source in (sources or SOURCES))

    def read(self, ends: Mapping[str, int]) -> Iterator[Told]:
        """Yield what lies before these ends, by `source/partition`."""
        for place, end in ends.items():
            source, _, partition = place.partition("/")
            yield from self.records[source, int(partition)][:end]

    def ends(self, *sources: str) -> dict[str, int]:
        """Return the ends of the sources' partitions."""
        return {f"{s}/{p}": len(told) for (s, p), told in self.records.items() if s in (sources or SOURCES)}


async def made(stage: Stage, name: str, records: int, customers: int, seed: int = 7) -> Log:
    """Return a log of so many facts of so many customers, uniformly drawn."""
    log, drawn = Log(f"{stage.prefix}{name}"), Random(seed)
    await make_topics(stage.kafka, log.topics())
    producer = await start_producer(stage.kafka, "bench")
    batches: dict[tuple[str, int], Any] = {}
    last = defaultdict[tuple[str, str], int](int)
    keys = [str(UUID(int=drawn.getrandbits(128), version=4)) for _ in range(customers)]
    sent: list[asyncio.Future[object]] = []
    for number in range(records):
        message = _message(keys[drawn.randrange(customers)], last, drawn, number)
        partition = partition_of(message.key, PARTITIONS)
        place, (key, value, headers) = (message.source, partition), encode(message)
        batch = batches.get(place) or producer.create_batch()
        if batch.append(key=key, value=value, timestamp=None, headers=headers) is None:
            sent.append(await producer.send_batch(batch, log.topic(message.source), partition=partition))
            batch = producer.create_batch()
            batch.append(key=key, value=value, timestamp=None, headers=headers)
        batches[place] = batch
        amount = 100 + number % 9_000
        assert message.sequence is not None
        log.records[place].append(
            Told(message.key, message.source, message.sequence, identity(message.id, message.data), amount)
        )
    for (source, partition), batch in batches.items():
        sent.append(await producer.send_batch(batch, log.topic(source), partition=partition))
    await asyncio.gather(*sent)
    await stop_producer(producer)
    return log


def _message(key: str, last: dict[tuple[str, str], int], drawn: Random, number: int) -> Message:
    visited = drawn.random() < VISITS_SHARE
    source, type_ = ("visits", VISIT) if visited else ("leads", PURCHASE)
    last[source, key] += 1
    when = _BEGINNING + timedelta(seconds=number)
    return message(key, source, type_, last[source, key], 100 + number % 9_000, when)


def message(  # noqa: PLR0913, PLR0917 -- the parts of a fact
    key: str, source: str, type_: str, sequence: int, amount: int, when: datetime
) -> Message:
    """Return a fact as its service publishes it."""
    data: dict[str, Any] = {"customer_id": key, "purchase_id": str(uuid4()), "external_ref": None}
    data |= {"amount_minor": amount, "currency": "CNY", "quantity": 2, "purchased_at": when}
    data |= {"original_date": None}
    if type_ == VISIT:
        data = {"customer_id": key, "contact_id": str(uuid4()), "channel": "phone", "purposes": ["promote"]}
        data |= {"summary": "价格已经谈过，下周再访。", "effective": True, "salesperson": "li.na"}
        data |= {"happened_at": when, "logged_late": False}
    return Message(
        id=str(uuid4()),
        source=source,
        type=type_,
        subject=f"purchase-{uuid4()}",
        key=key,
        sequence=sequence,
        time=when,
        recorded_at=when,
        dataschema=dataschema(type_, 1),
        data=msgspec.json.encode(data),
        traceparent=f"00-{uuid4().hex}-{uuid4().hex[:16]}-01",
    )
