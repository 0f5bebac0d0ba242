"""A rebuild in a process of its own: ours with the swap, or a bare fold of the topics or of a table."""

import asyncio
import json
import struct
import sys
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from typing import Any

import asyncpg
import uvloop
from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.kit import collector
from shared.kit.postgres.pool import PoolBounds, opened_pool
from shared.kit.projection.consumption import Consumption, topics_of
from shared.kit.projection.rebuild import fold_share, rebuild
from shared.kit.projection.shares import Apart, Share
from tests.bench.projecting import MODELS, Clocked
from tests.bench.rivals_kafka import DDL, Row, fold
from tests.bench.stage import say, told
from tests.support.topics import PARTITIONS

_POOL = PoolBounds(size_max=6)
_LENGTH, _FIELDS = struct.Struct(">i"), struct.Struct(">h")
_HEAD_BYTES = 19


async def ours(given: Mapping[str, Any]) -> dict[str, Any]:
    """Rebuild the projection beside the live one, and swap it in."""
    model = MODELS[given["model"]]()
    topics = topics_of(model, given["prefix"])
    consumption = Consumption(given["kafka"], f"{given['group']}.{model.name}", topics, "beginning")
    async with opened_pool(given["database"], application_name="bench", bounds=_POOL) as pool:
        collector.settle()
        clocked = Clocked()
        rebuilt = await rebuild(pool, model, consumption, apart=_apart(given))
        return clocked.said(rebuilt.records, {})


def _apart(given: Mapping[str, Any]) -> Apart:
    def command(share: Share) -> Sequence[str]:
        told = {**given, "contender": "share", "number": share.number, "of": share.of}
        return [sys.executable, "-m", "tests.bench.rebuilding", json.dumps(told)]

    return Apart(command, given["processes"])


async def a_share(given: Mapping[str, Any]) -> int:
    """Fold a share of a rebuild that another process has under way; returns the records read."""
    model = MODELS[given["model"]]()
    topics = topics_of(model, given["prefix"])
    consumption = Consumption(given["kafka"], f"{given['group']}.{model.name}", topics, "beginning")
    async with opened_pool(given["database"], application_name="bench", bounds=_POOL) as pool:
        collector.settle()
        return await fold_share(pool, model, consumption, Share(given["number"], given["of"]))


async def from_topics(given: Mapping[str, Any]) -> dict[str, Any]:
    """Read the same topics, decode and fold each record, COPY the rows into a table; nothing is guarded."""
    connection = await asyncpg.connect(given["database"])
    await connection.execute(f"DROP TABLE IF EXISTS bare, bare_offsets; {DDL}")
    topics = topics_of(MODELS[given["model"]](), given["prefix"])
    consumer = AIOKafkaConsumer(
        bootstrap_servers=given["kafka"], enable_auto_commit=False, fetch_max_bytes=16 * 1024 * 1024
    )
    collector.settle()
    clocked, rows, count = Clocked(), dict[str, Row](), 0
    await consumer.start()
    held = [TopicPartition(topic, number) for topic in topics for number in range(PARTITIONS)]
    consumer.assign(held)
    await consumer.seek_to_beginning(*held)
    while count < given["records"]:
        for records in (await consumer.getmany(timeout_ms=200, max_records=1_000)).values():
            _fold_all(rows, records)
            count += len(records)
    await connection.copy_records_to_table("bare", records=((key, *row) for key, row in rows.items()))
    said = clocked.said(count, {})
    await consumer.stop()
    await connection.close()
    return said


def _fold_all(rows: dict[str, Row], records: Sequence[Any]) -> None:
    for record in records:
        fold(rows.setdefault(record.key.decode(), [0, 0, None, 0, None]), record.topic, record.value)


async def from_table(given: Mapping[str, Any]) -> dict[str, Any]:
    """COPY the facts out, decode and fold each; nothing is written."""
    connection = await asyncpg.connect(given["database"])
    clocked, content, rows = Clocked(), bytearray(), dict[str, Row]()

    async def take(part: bytes) -> None:
        content.extend(part)

    await connection.copy_from_query("SELECT key, topic, data FROM log", output=take, format="binary")
    count, at, view = 0, _HEAD_BYTES, bytes(content)
    while _FIELDS.unpack_from(view, at)[0] > 0:
        at += _FIELDS.size
        texts = []
        for _ in range(3):
            length = _LENGTH.unpack_from(view, at)[0]
            at += _LENGTH.size
            texts.append(view[at : at + length])
            at += length
        key, topic, data = texts
        fold(rows.setdefault(key.decode(), [0, 0, None, 0, None]), topic.decode(), data)
        count += 1
    await connection.close()
    return clocked.said(count, {key: row[0] + row[3] for key, row in rows.items()})


CONTENDERS: Mapping[str, Callable[[Mapping[str, Any]], Coroutine[Any, Any, dict[str, Any]]]] = {
    "ours": ours,
    "topics": from_topics,
    "table": from_table,
}


if __name__ == "__main__":
    asked = told()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as loop, suppress(asyncio.CancelledError):
        if asked["contender"] == "share":
            sys.stdout.write(f"{loop.run(a_share(asked))}\n")
        else:
            say(**loop.run(CONTENDERS[asked["contender"]](asked)))
