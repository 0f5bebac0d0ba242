"""A read model rebuilt and swapped in, against a bare fold of the same topics, and of a table."""

import contextlib
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from functools import partial
from typing import Any

import asyncpg
from aiokafka import AIOKafkaConsumer, TopicPartition

from tests.bench import projector
from tests.bench.harness import Case, Contender, Sample, Target, Wrong, times
from tests.bench.projecting import MODELS
from tests.bench.stage import Stage, apart
from tests.bench.topics_log import Log, made
from tests.support.topics import PARTITIONS
from tests.support.whole_service import prepare

RECORDS, CUSTOMERS = 300_000, 75_000
MODEL = "sums"
OURS, TOPICS, TABLE = "ours, rebuilt and swapped", "bare read, fold, COPY in", "bare COPY out and fold"
SHARED = "ours, two processes"


@contextlib.asynccontextmanager
async def cases(stage: Stage) -> AsyncIterator[Sequence[Case]]:
    """Yield the case: one live projection, one table of the same facts."""
    log = await made(stage, "r", RECORDS, CUSTOMERS)
    async with stage.database() as url:
        await prepare(url, [], [MODELS[MODEL]()])
        await projector.run_apart(stage, log, "ours", MODEL, url, log.count("leads"))
        await _tabled(stage, log, url)
        contenders = {
            OURS: partial(_ours, stage, log, url, 1),
            SHARED: partial(_ours, stage, log, url, 2),
            TOPICS: partial(_from_topics, stage, log, url),
            TABLE: partial(_from_table, stage, log, url),
        }
        yield [Case("rebuild", "events", contenders, [Target(OURS, TOPICS, 0.8), Target(OURS, TABLE, 0.8)])]


@contextlib.asynccontextmanager
async def growing(stage: Stage, scales: Sequence[int]) -> AsyncIterator[Case]:
    """Yield rebuilds of logs of so many times a quarter of the records."""
    contenders: dict[str, Contender] = {}
    async with contextlib.AsyncExitStack() as stack:
        for scale in scales:
            log = await made(stage, f"h{scale}", scale * RECORDS // 4, scale * CUSTOMERS // 4)
            url = await stack.enter_async_context(stage.database())
            await prepare(url, [], [MODELS[MODEL]()])
            await projector.run_apart(stage, log, "ours", MODEL, url, log.count("leads"))
            contenders[times(scale)] = partial(_ours, stage, log, url, 1)
        yield Case("rebuild, as the log grows", "events", contenders)


async def _tabled(stage: Stage, log: Log, url: str) -> None:
    """The facts of the topic stand in a table, in their order."""
    consumer = AIOKafkaConsumer(bootstrap_servers=stage.kafka, enable_auto_commit=False)
    await consumer.start()
    held = [TopicPartition(log.topic("leads"), number) for number in range(PARTITIONS)]
    consumer.assign(held)
    await consumer.seek_to_beginning(*held)
    rows: list[tuple[Any, ...]] = []
    while len(rows) < log.count("leads"):
        for records in (await consumer.getmany(timeout_ms=200)).values():
            rows += [((record.key or b"").decode(), record.topic, record.value) for record in records]
    await consumer.stop()
    connection = await asyncpg.connect(url)
    await connection.execute(
        "CREATE TABLE log (position bigserial PRIMARY KEY, key text, topic text, data bytea)"
    )
    await connection.copy_records_to_table("log", records=rows, columns=["key", "topic", "data"])
    await connection.close()


async def _run(
    stage: Stage, log: Log, url: str, contender: str, processes: int = 1
) -> tuple[Sample, dict[str, int]]:
    before = stage.postgres_cpu_s()
    answer = await apart(
        "tests.bench.rebuilding",
        contender=contender,
        model=MODEL,
        database=url,
        kafka=stage.kafka,
        prefix=log.prefix,
        group=f"{log.prefix}.{secrets.token_hex(3)}",
        records=log.count("leads"),
        processes=processes,
    )
    used = stage.postgres_cpu_s() - before
    return projector.sample(answer, used if stage.postmaster else None), answer["ends"]


async def _ours(stage: Stage, log: Log, url: str, processes: int) -> Sample:
    sample, _ = await _run(stage, log, url, "ours", processes)
    await projector.check(url, MODEL, log)
    return sample


async def _from_topics(stage: Stage, log: Log, url: str) -> Sample:
    sample, _ = await _run(stage, log, url, "topics")
    connection = await asyncpg.connect(url)
    stored = await connection.fetch("SELECT key, purchases FROM bare")
    await connection.close()
    _complete(log, {row["key"]: row["purchases"] for row in stored})
    return sample


async def _from_table(stage: Stage, log: Log, url: str) -> Sample:
    sample, counted = await _run(stage, log, url, "table")
    _complete(log, counted)
    return sample


def _complete(log: Log, counted: Mapping[str, int]) -> None:
    if Counter(one.key for one in log.read(log.ends("leads"))) != counted:
        raise Wrong("the bare fold left facts out")
