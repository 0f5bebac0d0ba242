"""Messages as the log would bring them, folded by real projectors into real tables, without a broker."""

import json
import random
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from services.scoring.board.model import BoardModel
from services.scoring.sales.model import SalesModel
from services.scoring.tier.model import TierModel
from services.scoring.wiring import MIGRATIONS
from shared.contracts.base import CustomerFact
from shared.contracts.duties import DutyFact
from shared.contracts.envelope import Message
from shared.contracts.forecasts import ForecastFact
from shared.contracts.plans import PlanFact
from shared.contracts.scoring import PolicyAnnounced
from shared.contracts.topics import topic
from shared.in_force import POLICY
from shared.kit.kafka.records import decode, encode
from shared.kit.kafka.topics import partition_of
from shared.kit.postgres.pool import Pool
from shared.kit.projection.memory import TopicPartition
from shared.kit.projection.options import Options
from shared.kit.projection.port import ReadModel
from shared.kit.projection.projector import Projector
from shared.kit.projection.sequence import decode_seen
from shared.policy import default_book
from tests.support.messages import message_of, source_of
from tests.support.whole_service import prepare

PARTITIONS = 12
PIECE_MAX, DEATH_RATE = 4, 0.3
TOPIC = topic("scoring")
TIER = TierModel(TOPIC)
BOARD = BoardModel(default_book().tier.letters["potential"])
SALES = SalesModel()

_EVENTS = UUID("11111111-2222-5333-8444-555555555555")


@dataclass(frozen=True, slots=True)
class LogRecord:
    """A record as a consumer would give it."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes]]


Spoken = CustomerFact | DutyFact | ForecastFact | PlanFact | PolicyAnnounced


class Log:
    """Numbers facts by key and source, and keeps them as records of partitions."""

    def __init__(self) -> None:
        self._sequences: defaultdict[tuple[str, str], int] = defaultdict(int)
        self.records: defaultdict[TopicPartition, list[LogRecord]] = defaultdict(list)

    def say(self, fact: Spoken, recorded_at: datetime, traceparent: str | None = None) -> LogRecord:
        """The fact's source has published it; returns the record."""
        source = source_of(fact)
        self._sequences[source, fact.key] += 1
        sequence = self._sequences[source, fact.key]
        id_ = str(uuid5(_EVENTS, f"{source}/{fact.key}/{sequence}"))
        return self.add(message_of(fact, recorded_at, sequence=sequence, id_=id_, traceparent=traceparent))

    def add(self, message: Message) -> LogRecord:
        """The message lies at the end of its key's partition."""
        held = topic(message.source), hash_of(message.key)
        key, value, headers = encode(message)
        record = LogRecord(*held, len(self.records[held]), key, value, headers)
        self.records[held].append(record)
        return record


def hash_of(key: str) -> int:
    return partition_of(key, PARTITIONS)


async def make_scoring_tables(database: str) -> None:
    """The database is as scoring's `migrate` leaves it."""
    await prepare(database, MIGRATIONS, [TIER, BOARD, SALES, POLICY])


async def _from_zero(unknown: Collection[TopicPartition]) -> Mapping[TopicPartition, int]:
    return dict.fromkeys(unknown, 0)


async def opened(pool: Pool, model: ReadModel[Any], *, publishing: bool = True) -> Projector[Any]:
    """Return a projector of the model that holds all partitions of all its topics."""
    projector = Projector(pool, model, Options(publishing=publishing))
    await projector.open()
    held = [(topic(source), number) for source in model.sources for number in range(PARTITIONS)]
    await projector.assigned(held, _from_zero)
    return projector


async def project(projector: Projector[Any], records: Iterable[LogRecord]) -> None:
    """One batch is prepared and stored."""
    batch: defaultdict[TopicPartition, list[LogRecord]] = defaultdict(list)
    for record in records:
        batch[record.topic, record.partition].append(record)
    await projector.commit(await projector.prepare(batch))


async def tick(projector: Projector[Any], now: datetime) -> None:
    """Time has passed in all partitions."""
    await projector.commit(await projector.prepare_due(now, range(PARTITIONS)))


async def outbox(pool: Pool) -> list[Message]:
    """Return what scoring says, in order, numbered as the relay would."""
    rows = await pool.fetch("SELECT key, headers, value, sequence FROM outbox ORDER BY position")
    said = []
    for row in rows:
        headers = [*_pairs(row["headers"]), ("ce_sequence", str(row["sequence"]).encode())]
        said.append(decode(row["key"].encode(), row["value"], headers))
    return said


def _pairs(headers: str) -> list[tuple[str, bytes]]:
    return [(name, value.encode()) for name, value in json.loads(headers).items()]


async def begin_anew(pool: Pool) -> None:
    """Nothing was heard, and nothing was said."""
    async with pool.acquire() as connection, connection.transaction():
        # The trigger that guards history would stop what only a test does.
        await connection.execute("SET LOCAL session_replication_role = replica")
        await connection.execute(
            "TRUNCATE tier.customers, tier.scored_facts, tier.offsets, keys, outbox, streams, events"
        )


async def table(pool: Pool, name: str) -> list[tuple[Any, ...]]:
    """Return a table's rows in order of their text, to compare two ways of folding."""
    rows = await pool.fetch(f"SELECT * FROM {name} AS t ORDER BY t::text")  # noqa: S608 -- a test's own name
    # In which order `seen` names its sources says nothing.
    return [tuple(decode_seen(v) if k == "seen" else v for k, v in row.items()) for row in rows]


async def project_in_pieces(
    pool: Pool, model: ReadModel[Any], records: Sequence[LogRecord], chance: random.Random
) -> None:
    """Each partition's facts keep their order; which come next, and when a process dies, is chance."""
    waiting: defaultdict[TopicPartition, list[LogRecord]] = defaultdict(list)
    for record in records:
        waiting[record.topic, record.partition].append(record)
    projector = await opened(pool, model)
    while any(waiting.values()):
        held = chance.choice([held for held, rest in waiting.items() if rest])
        count = chance.randint(1, PIECE_MAX)
        await project(projector, waiting[held][:count])
        del waiting[held][:count]
        if chance.random() < DEATH_RATE:
            await projector.close()
            projector = await opened(pool, model)
    await projector.close()
