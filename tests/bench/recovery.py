"""Back at work after kill -9: from the kill to the next record stored by a new process of the member."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Sequence
from functools import partial
from time import perf_counter
from typing import Any

import asyncpg

from tests.bench.arriving import Watched
from tests.bench.harness import Case, Limit, Sample
from tests.bench.latency import check_sums
from tests.bench.sending import KEYS
from tests.bench.stage import Stage, apart, serving
from tests.bench.topics_log import SOURCES
from tests.support.eventually import eventually
from tests.support.topics import make_topics
from tests.support.whole_service import prepare

RATE, SECONDS = 1_500, 12
BACK_S_MAX = 5
WITHIN_S = 40

_STOOD = "SELECT coalesce(sum(next_offset), 0)::bigint FROM sums.offsets"


@contextlib.asynccontextmanager
async def cases(stage: Stage) -> AsyncIterator[Sequence[Case]]:
    """Yield the case."""
    limit = Limit("ours", "back at work s", BACK_S_MAX)
    yield [Case("projector killed under load", "events", {"ours": partial(_ours, stage)}, limits=[limit])]


async def _ours(stage: Stage) -> Sample:
    prefix, records = f"{stage.prefix}k{secrets.token_hex(3)}", RATE * SECONDS
    await make_topics(stage.kafka, [f"{prefix}.{source}.v1" for source in SOURCES])
    async with stage.database() as url:
        await prepare(url, [], [Watched()])
        connection = await asyncpg.connect(url)
        told: dict[str, Any] = {"kafka": stage.kafka, "database": url, "prefix": prefix, "group": prefix}
        told |= {"records": 0, "instance": "the-same"}
        speaking = {"kafka": stage.kafka, "topic": f"{prefix}.leads.v1", "rate": RATE, "records": records}

        async def beyond(offset: int) -> bool:
            return bool(await connection.fetchval(_STOOD) > offset)

        began = perf_counter()
        sending = asyncio.create_task(apart("tests.bench.sending", **speaking))
        async with serving("tests.bench.arriving", **told) as process:
            await eventually(lambda: beyond(KEYS), WITHIN_S)
            process.kill()
            await process.wait()
            killed, stood = perf_counter(), await connection.fetchval(_STOOD)
        async with serving("tests.bench.arriving", **told):
            await eventually(lambda: beyond(stood), WITHIN_S)
            back = perf_counter() - killed
            await eventually(lambda: beyond(records - 1), WITHIN_S)
        seconds = perf_counter() - began
        await sending
        await connection.close()
        await check_sums(url, records)
    return Sample(records, seconds, numbers={"back at work s": back})
