"""From a fact's recording to its durable row, at half of the projector's peak."""

import contextlib
import json
import secrets
from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Any

import asyncpg

from tests.bench.arriving import Watched
from tests.bench.harness import Case, Limit, Sample, Wrong
from tests.bench.projector import at_full_speed
from tests.bench.sending import last_of
from tests.bench.stage import Stage, answer_of, apart, serving
from tests.bench.topics_log import SOURCES
from tests.support.topics import make_topics
from tests.support.whole_service import prepare

SECONDS = 6
PEAK_RECORDS, PEAK_CUSTOMERS = 60_000, 20_000
P99_MS_MAX = 250


@contextlib.asynccontextmanager
async def cases(stage: Stage) -> AsyncIterator[Sequence[Case]]:
    """Yield the case at half of the rate that is measured here first."""
    peak = await at_full_speed(stage, "y", PEAK_RECORDS, PEAK_CUSTOMERS)
    rate = int(peak.rate / 2)
    name = f"fact to row at {rate:,} events/s, half of the peak"
    limit = Limit("ours", "p99 ms", P99_MS_MAX)
    yield [Case(name, "events", {"ours": partial(_ours, stage, rate)}, limits=[limit])]


async def _ours(stage: Stage, rate: int) -> Sample:
    prefix, records = f"{stage.prefix}l{secrets.token_hex(3)}", rate * SECONDS
    await make_topics(stage.kafka, [f"{prefix}.{source}.v1" for source in SOURCES])
    async with stage.database() as url:
        await prepare(url, [], [Watched()])
        before = stage.postgres_cpu_s()
        shared: dict[str, Any] = {"kafka": stage.kafka, "records": records}
        async with serving(
            "tests.bench.arriving", database=url, prefix=prefix, group=prefix, **shared
        ) as process:
            await apart("tests.bench.sending", topic=f"{prefix}.leads.v1", rate=rate, **shared)
            answer = await answer_of(process)
        used = stage.postgres_cpu_s() - before
        await check_sums(url, records)
    us, numbers = 1e6 / records, {"p50 ms": answer["p50"], "p99 ms": answer["p99"]}
    return Sample(records, answer["seconds"], us * answer["cpu_s"], us * used, answer["memory_mb"], numbers)


async def check_sums(url: str, records: int) -> None:
    """Each customer's row has exactly its messages: how many, their sum, and the last one's number."""
    connection = await asyncpg.connect(url)
    rows = await connection.fetch("SELECT key, purchases, total, seen FROM sums.sums")
    await connection.close()
    stored = {row["key"]: (row["purchases"], row["total"]) for row in rows}
    if stored != last_of(records):
        raise Wrong("a customer's row is not the fold of its messages")
    if any(json.loads(row["seen"])["leads"][0] != row["purchases"] for row in rows):
        raise Wrong("a customer's last sequence is not the number of its messages")
