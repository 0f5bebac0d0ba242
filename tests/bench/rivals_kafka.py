"""What others would write: the bare loop with a transaction a batch, an event at a time, and Faust itself.

The bare loop keeps its state in memory and its offsets in its transaction. It has no sequences, no
parked keys, no fence, and believes every header.
"""

import asyncio
import tempfile
from collections import defaultdict
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

import asyncpg
from aiokafka import AIOKafkaConsumer, TopicPartition

from tests.bench.projecting import MODELS, Clocked
from tests.bench.rivals_board import BOUGHT, VISITED, BoardRows, an_event_at_a_time
from tests.support.topics import PARTITIONS

BATCH_MAX = 4_000


DDL = """
CREATE TABLE bare (
  key text PRIMARY KEY, purchases integer NOT NULL, total bigint NOT NULL, last_purchase_at timestamptz,
  visits integer NOT NULL, last_visit_at timestamptz
) WITH (fillfactor = 70);
CREATE TABLE bare_offsets (topic text, partition integer, next_offset bigint, PRIMARY KEY (topic, partition));
"""
_UPSERT = """
INSERT INTO bare SELECT * FROM unnest(
  $1::text[], $2::integer[], $3::bigint[], $4::timestamptz[], $5::integer[], $6::timestamptz[]
)
ON CONFLICT (key) DO UPDATE SET purchases = excluded.purchases, total = excluded.total,
  last_purchase_at = excluded.last_purchase_at, visits = excluded.visits,
  last_visit_at = excluded.last_visit_at
"""
_OFFSETS = """
INSERT INTO bare_offsets SELECT * FROM unnest($1::text[], $2::integer[], $3::bigint[])
ON CONFLICT (topic, partition) DO UPDATE SET next_offset = excluded.next_offset
"""
_ONE = """
INSERT INTO bare VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (key) DO UPDATE SET purchases = excluded.purchases, total = excluded.total,
  last_purchase_at = excluded.last_purchase_at, visits = excluded.visits,
  last_visit_at = excluded.last_visit_at
"""
_SEARCH_PATH = "SET search_path TO board, public"
Row = list[Any]


def _consumer(given: Mapping[str, Any]) -> Any:
    consumer = AIOKafkaConsumer(
        bootstrap_servers=given["kafka"],
        group_id=f"{given['group']}.bare",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        fetch_max_bytes=16 * 1024 * 1024,
    )
    if given["of"] == 1:
        consumer.subscribe(given["topics"])
    else:
        mine = range(given["number"], PARTITIONS, given["of"])
        consumer.assign([TopicPartition(topic, number) for topic in given["topics"] for number in mine])
    return consumer


def _share(given: Mapping[str, Any]) -> int:
    """Return how many records lie in this process's partitions."""
    numbers = {place: int(place.partition("/")[2]) for place in given["ends"]}
    return sum(end for place, end in given["ends"].items() if numbers[place] % given["of"] == given["number"])


def fold(row: Row, topic: str, value: bytes) -> None:
    """The row has counted one more fact."""
    if topic.endswith(".visits.v1"):
        at = VISITED.decode(value).happened_at
        row[3] += 1
        row[4] = at if row[4] is None or at > row[4] else row[4]
    else:
        bought = BOUGHT.decode(value)
        row[0] += 1
        row[1] += bought.amount_minor
        row[2] = bought.purchased_at if row[2] is None or bought.purchased_at > row[2] else row[2]


class SixColumns:
    """The state of all customers as far as one narrow table has it."""

    def __init__(self) -> None:
        self._rows: defaultdict[str, Row] = defaultdict(lambda: [0, 0, None, 0, None])

    def take(self, records: Sequence[Any], touched: set[str]) -> None:
        """The records of one partition are folded, their keys are touched."""
        for record in records:
            key = record.key.decode()
            touched.add(key)
            fold(self._rows[key], record.topic, record.value)

    async def write(self, connection: Any, keys: Sequence[str]) -> None:
        """The rows of these keys are in the transaction."""
        await connection.execute(_UPSERT, keys, *zip(*(self._rows[key] for key in keys), strict=True))


async def bare(given: Mapping[str, Any]) -> dict[str, Any]:
    """Fold batches, write each in one transaction with its offsets."""
    rows = BoardRows() if given["contender"] == "bare_board" else SixColumns()
    ends: dict[tuple[str, int], int] = {}
    count, share = 0, _share(given)
    connection = await asyncpg.connect(given["database"])
    await connection.execute(_SEARCH_PATH)
    consumer = _consumer(given)
    await consumer.start()
    clocked = Clocked()
    while count < share:
        batch = await consumer.getmany(timeout_ms=200, max_records=BATCH_MAX)
        touched: set[str] = set()
        for held, records in batch.items():
            rows.take(records, touched)
            ends[held.topic, held.partition] = records[-1].offset + 1
            count += len(records)
        if batch:
            moved = [(held.topic, held.partition, ends[held.topic, held.partition]) for held in batch]
            async with connection.transaction():
                await rows.write(connection, sorted(touched))
                await connection.execute(_OFFSETS, *zip(*moved, strict=True))
    said = clocked.said(count, _places(ends))
    await consumer.stop()
    await connection.close()
    return said


async def naive(given: Mapping[str, Any]) -> dict[str, Any]:
    """Read a row, change it, write it, commit: for each record."""
    ends: dict[tuple[str, int], int] = {}
    connection = await asyncpg.connect(given["database"])
    await connection.execute(_SEARCH_PATH)
    consumer = _consumer(given)
    await consumer.start()
    is_board = given["contender"] == "naive_board"
    store = an_event_at_a_time(MODELS["board"]()) if is_board else _stored_as_a_sum
    clocked = Clocked()
    for _ in range(given["records"]):
        record = await consumer.getone()
        async with connection.transaction():
            await store(connection, record)
        ends[record.topic, record.partition] = record.offset + 1
    said = clocked.said(given["records"], _places(ends))
    await consumer.stop()
    await connection.close()
    return said


async def _stored_as_a_sum(connection: Any, record: Any) -> None:
    key = record.key.decode()
    found = await connection.fetchrow("SELECT * FROM bare WHERE key = $1", key)
    row: Row = list(found)[1:] if found else [0, 0, None, 0, None]
    fold(row, record.topic, record.value)
    await connection.execute(_ONE, key, *row)


async def faust(given: Mapping[str, Any]) -> dict[str, Any]:
    """Faust's own loop over raw bytes that does nothing with them, and no database."""
    import faust as library

    with tempfile.TemporaryDirectory() as folder:
        app: Any = library.App(
            f"{given['group']}.faust",
            broker=f"kafka://{given['kafka']}",
            datadir=folder,
            web_enabled=False,
            topic_disable_leader=True,
            consumer_auto_offset_reset="earliest",
            topic_allow_declare=False,
        )
        topic = app.topic(*given["topics"], value_type=bytes, value_serializer="raw", key_type=bytes)
        done, count, clocked = asyncio.Event(), 0, Clocked()

        async def pass_through(stream: Any) -> None:
            nonlocal count, clocked
            async for _ in stream:
                if not count:
                    clocked = Clocked()
                count += 1
                if count == given["records"]:
                    done.set()

        app.agent(topic, name="pass_through")(pass_through)
        await app.start()
        await done.wait()
        said = clocked.said(given["records"], {})
        await app.stop()
    return said


def _places(ends: Mapping[tuple[str, int], int]) -> dict[str, int]:
    return {f"{topic.split('.')[1]}/{partition}": end for (topic, partition), end in ends.items()}


CONTENDERS: Mapping[str, Callable[[Mapping[str, Any]], Coroutine[Any, Any, dict[str, Any]]]] = {
    "bare": bare,
    "bare_board": bare,
    "naive": naive,
    "naive_board": naive,
    "faust": faust,
}
