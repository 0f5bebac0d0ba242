"""Webhooks: signed, over TLS, every attempt recorded, against bare aiohttp without a database."""

import asyncio
import contextlib
import json
import tempfile
from collections.abc import AsyncIterator, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import asyncpg

from deploy.local.ports import free_port
from services.notify.dispatch.shards import SHARDS
from services.notify.intake.model import Intake
from services.notify.wiring import MIGRATIONS
from shared.kit.postgres.pool import opened_pool
from tests.bench import machine
from tests.bench.delivering import ENDPOINTS, stored
from tests.bench.harness import Case, Sample, Target, Wrong, times
from tests.bench.stage import Stage, apart, serving
from tests.notify.certificates import make_certificate
from tests.notify.ledger import Hands
from tests.support.whole_service import prepare

MESSAGES = 1_000
HOST = "localhost"
WITHIN_S = 60

_RECORDED = """
SELECT o.delivery_id::text AS id, o.state, o.attempts,
  (SELECT count(*) FROM attempts AS a WHERE a.delivery_id = o.delivery_id) AS tried
FROM outcomes AS o
"""


@contextlib.asynccontextmanager
async def cases(stage: Stage) -> AsyncIterator[Sequence[Case]]:
    """Yield the case."""
    with tempfile.TemporaryDirectory(prefix="tuoke-bench-") as text:
        folder = Path(text)
        make_certificate(folder / "certificate", folder / "key", HOST)
        contenders = {
            "ours, attempts recorded": partial(_ours, stage, folder),
            "ours, two processes": partial(_pair, stage, folder),
            "bare aiohttp": partial(_bare, folder),
        }
        target = Target("ours, attempts recorded", "bare aiohttp", 0.5)
        yield [Case("webhooks over TLS", "deliveries", contenders, [target])]


@contextlib.asynccontextmanager
async def growing(stage: Stage, scales: Sequence[int]) -> AsyncIterator[Case]:
    """Yield backlogs of so many times a quarter of the messages."""
    with tempfile.TemporaryDirectory(prefix="tuoke-bench-") as text:
        folder = Path(text)
        make_certificate(folder / "certificate", folder / "key", HOST)
        backlogs = {scale: partial(_ours, stage, folder, scale * MESSAGES // 4) for scale in scales}
        contenders = {times(scale): backlog for scale, backlog in backlogs.items()}
        yield Case("webhooks over TLS, as the backlog grows", "deliveries", contenders)


async def _delivered(
    folder: Path, contender: str, database: str, messages: int = MESSAGES
) -> tuple[dict[str, Any], list[str]]:
    port, heard = free_port(), folder / "heard"
    files: dict[str, Any] = {"certificate": str(folder / "certificate"), "key": str(folder / "key")}
    async with serving("tests.bench.sink", port=port, heard=str(heard), **files):
        answer = await apart(
            "tests.bench.delivering",
            contender=contender,
            database=database,
            url=f"https://{HOST}:{port}",
            certificate=files["certificate"],
            messages=messages,
        )
    return answer, [name for name, _ in _calls(heard)]


async def _ours(stage: Stage, folder: Path, messages: int = MESSAGES) -> Sample:
    async with stage.database() as url:
        await prepare(url, MIGRATIONS, [Intake()])
        before = stage.postgres_cpu_s()
        answer, ids = await _delivered(folder, "ours", url, messages)
        used = stage.postgres_cpu_s() - before
        await _check(url, ids, messages)
    return _sample(answer, used if stage.postmaster else None)


async def _pair(stage: Stage, folder: Path) -> Sample:
    """Two dispatchers that share the shards, and find all of it due at one moment."""
    port, heard = free_port(), folder / "heard"
    files: dict[str, Any] = {"certificate": str(folder / "certificate"), "key": str(folder / "key")}
    async with stage.database() as url, contextlib.AsyncExitStack() as running:
        await prepare(url, MIGRATIONS, [Intake()])
        pool = await running.enter_async_context(opened_pool(url, application_name="bench"))
        hands = Hands.on(pool)
        await stored(hands, f"https://{HOST}:{port}", MESSAGES)
        await pool.execute("UPDATE due SET ready_at = now() + interval '1 hour'")
        async with serving("tests.bench.sink", port=port, heard=str(heard), **files):
            told = {"database": url, "certificate": files["certificate"], "count": 0, "shards": SHARDS // 2}
            pair = await asyncio.gather(
                *(
                    running.enter_async_context(serving("tests.bench.pacing", owner=owner, **told))
                    for owner in ("first", "second")
                )
            )
            used_before = stage.postgres_cpu_s(), sum(machine.cpu_s(one.pid) for one in pair)
            began = perf_counter()
            await hands.hurry()
            await hands.ended(MESSAGES * ENDPOINTS, within_s=WITHIN_S)
            seconds = perf_counter() - began
            cpu_s = sum(machine.cpu_s(one.pid) for one in pair) - used_before[1]
            used = stage.postgres_cpu_s() - used_before[0]
            memory_mb = max(machine.peak_mb(one.pid) for one in pair)
        await _check(url, [name for name, _ in _calls(heard)])
    answer = {"records": MESSAGES * ENDPOINTS, "seconds": seconds, "cpu_s": cpu_s, "memory_mb": memory_mb}
    return _sample(answer, used if stage.postmaster else None)


def _calls(heard: Path) -> list[tuple[str, float]]:
    return [(name, moment) for name, moment in json.loads(heard.read_text())]


async def _check(url: str, came: Sequence[str], messages: int = MESSAGES) -> None:
    """Each delivery that is due came once, and has one recorded attempt that delivered it."""
    connection = await asyncpg.connect(url)
    rows = await connection.fetch(_RECORDED)
    await connection.close()
    if any((row["state"], row["attempts"], row["tried"]) != ("delivered", 1, 1) for row in rows):
        raise Wrong("a delivery has not exactly one recorded attempt that delivered it")
    if len(rows) != messages * ENDPOINTS:
        raise Wrong(f"{len(rows)} of {messages * ENDPOINTS} deliveries ended")
    if sorted(came) != sorted(row["id"] for row in rows):
        raise Wrong("the calls that came are not the deliveries that ended, each once")


async def _bare(folder: Path) -> Sample:
    answer, ids = await _delivered(folder, "bare", "")
    if len(set(ids)) != len(ids) or len(ids) != MESSAGES * ENDPOINTS:
        raise Wrong("the bare run lost or doubled a call")
    return _sample(answer, None)


def _sample(answer: dict[str, Any], postgres_s: float | None) -> Sample:
    us = 1e6 / answer["records"]
    postgres = None if postgres_s is None else us * postgres_s
    return Sample(answer["records"], answer["seconds"], us * answer["cpu_s"], postgres, answer["memory_mb"])
