"""A day of Kafka read again adds no delivery, whatever of the intake's own memory is gone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from services.notify.wiring import MIGRATIONS, MODEL, wire
from shared.contracts.roles import Role
from tests.notify.receiver import Receiver
from tests.notify.test_notify_whole import SomethingOfNextYear
from tests.notify.whole import settings
from tests.support.databases import connected
from tests.support.eventually import eventually
from tests.support.speaking import speaking
from tests.support.topics import make_topics
from tests.support.whole_service import Caller, prepare, serving

CUSTOMERS, EACH = 6, 10
WITHIN_S = 40
REWOUND = "UPDATE intake.offsets SET next_offset = 0"
FORGOTTEN = "TRUNCATE intake.heard"
ERASED = "TRUNCATE messages, outcomes"
"""What must never be: the ledger's own memory of what was sent."""


@dataclass
class Day:
    """A day that was heard and delivered; nothing runs now."""

    database: str
    kafka: str
    prefix: str

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Caller]:
        """notify runs with every role."""
        given = settings(self.database, self.kafka, self.prefix)
        async with serving(wire, given, roles=lambda _: True) as call:
            yield call

    async def count(self, query: str) -> int:
        """The one number that the query answers."""
        async with connected(self.database) as connection:
            return int(await connection.fetchval(query) or 0)

    async def do(self, *statements: str) -> None:
        """The statements have run."""
        async with connected(self.database) as connection:
            for statement in statements:
                await connection.execute(statement)


@pytest.fixture
async def day(database: str, kafka: str, topic_prefix: str, receiver: Receiver) -> Day:
    """Facts of several customers are on Kafka and have been delivered, each once."""
    await make_topics(
        kafka, [f"{topic_prefix}.{name}.v1" for name in ("leads", "visits", "scoring", "notify")]
    )
    await prepare(database, MIGRATIONS, [MODEL])
    told = Day(database, kafka, topic_prefix)
    customers = [uuid4() for _ in range(CUSTOMERS)]
    async with told.running() as call, speaking(kafka, topic_prefix) as speak:
        body = {"url": receiver.url + "/in", "filters": ["*"]}
        assert (await call.post("/v1/endpoints", body, role=Role.manager)).status_code == 201
        for sequence in range(1, EACH + 1):
            for customer in customers:
                fact = SomethingOfNextYear(customer_id=UUID(str(customer)), colour="red")
                await speak.fact("leads", fact, sequence)
        await eventually(lambda: len(receiver.calls) == CUSTOMERS * EACH, WITHIN_S)
    return told


@pytest.mark.parametrize(
    ("lost", "again"),
    [((), 0), ((FORGOTTEN,), 0), ((FORGOTTEN, ERASED), CUSTOMERS * EACH)],
    ids=["offsets", "and-what-was-heard", "and-the-ledger"],
)
async def test_a_day_of_kafka_read_again_is_sent_again_only_without_the_ledger(
    day: Day, receiver: Receiver, lost: tuple[str, ...], again: int
) -> None:
    await day.do(REWOUND, *lost)
    async with day.running():

        async def read_to_the_end() -> bool:
            return await day.count("SELECT sum(next_offset) FROM intake.offsets") == CUSTOMERS * EACH

        assert await eventually(read_to_the_end, WITHIN_S)
        if again:
            await eventually(lambda: len(receiver.calls) == CUSTOMERS * EACH + again, WITHIN_S)
        assert await day.count("SELECT count(*) FROM due") == 0 or again
    assert len(receiver.calls) == CUSTOMERS * EACH + again
    assert await day.count("SELECT count(*) FROM outcomes") == CUSTOMERS * EACH
