"""Many events in one request, each validated and durable, against COPY of the very rows they became."""

import contextlib
import json
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from io import BytesIO
from pathlib import Path
from time import perf_counter
from uuid import uuid4

import asyncpg

from services.leads.wiring import MIGRATIONS
from tests.bench import machine
from tests.bench.harness import Case, Sample, Target, Wrong, times
from tests.bench.load import Call, load, request, spread
from tests.bench.services import Running, beside, leads
from tests.bench.stage import Stage
from tests.support.whole_service import prepare

EVENTS, BATCH, CONNECTIONS, CUSTOMERS = 60_000, 200, 4, 2_000
WARM = 4_000
"""Events ahead of those that are timed: a process that has just started prepares its statements first."""
ROWS = WARM + EVENTS
BATCH_MEDIA = "application/cloudevents-batch+json"
TABLES = ("commands", "streams", "keys", "events", "outbox")
"""Every table that an append writes, indexes and all."""
STORED = 10_000


class Rows:
    """The rows of the last run of ours, as COPY gives them."""

    def __init__(self) -> None:
        self.tables: dict[str, bytes] = {}


@contextlib.asynccontextmanager
async def cases(stage: Stage) -> AsyncIterator[Sequence[Case]]:
    """Yield the case."""
    rows = Rows()
    with tempfile.TemporaryDirectory(prefix="tuoke-bench-") as folder:
        contenders = {
            "ours, POST /v1/events": lambda: _ours(stage, Path(folder), rows, 1),
            "ours, two processes": lambda: _ours(stage, Path(folder), rows, 2),
            "bare COPY": lambda: _copy(stage, Path(folder), rows),
        }
        target = Target("ours, POST /v1/events", "bare COPY", 0.5)
        beside = Target("ours, two processes", "bare COPY", 0.5)
        yield [Case("bulk ingest, 200 events a request", "events", contenders, [target, beside])]


@contextlib.asynccontextmanager
async def growing(stage: Stage, scales: Sequence[int]) -> AsyncIterator[Case]:
    """Yield bulk ingest into a store that holds so many times 10,000 customers already."""
    with tempfile.TemporaryDirectory(prefix="tuoke-bench-") as text:
        folder, rows = Path(text), Rows()
        yield Case(
            "bulk ingest, as the store grows",
            "events",
            {times(scale): partial(_ours, stage, folder, rows, 1, scale * STORED) for scale in scales},
        )


async def captured(running: Running, folder: Path, customers: int) -> None:
    """So many customers are in the store. Raises `Wrong`."""
    if not customers:
        return
    requests = [_batch(range(n, n + BATCH), _lead, running.headers()) for n in range(0, customers, BATCH)]
    done = await load(running.port, requests, folder, CONNECTIONS)
    answers = [answer for call in done.calls for answer in json.loads(call.body)]
    if len(answers) != customers or any(answer["status"] != "accepted" for answer in answers):
        raise Wrong("a customer was not captured")


async def _ours(stage: Stage, folder: Path, rows: Rows, processes: int, stored: int = 0) -> Sample:
    async with contextlib.AsyncExitStack() as stack:
        running = [await stack.enter_async_context(leads(stage))]
        await captured(running[0], folder, stored)
        for _ in range(processes - 1):
            running.append(await stack.enter_async_context(beside(stage, "leads", running[0])))
        customers, ports = [str(uuid4()) for _ in range(CUSTOMERS)], [one.port for one in running]
        sold, headers = partial(_sale, customers), running[0].headers()
        requests = [_batch(range(n, n + BATCH), sold, headers) for n in range(0, ROWS, BATCH)]
        warm = await spread(ports, requests[: WARM // BATCH], folder, CONNECTIONS)
        before, postgres = sum(machine.cpu_s(one.pid) for one in running), stage.postgres_cpu_s()
        done = await spread(ports, requests[WARM // BATCH :], folder, CONNECTIONS)
        us = 1e6 / EVENTS
        client = sum(machine.cpu_s(one.pid) for one in running) - before
        postgres = stage.postgres_cpu_s() - postgres
        await _check(running[0].database, [*warm.calls, *done.calls])
        rows.tables = await _copied_out(running[0].database)
        memory = sum(machine.peak_mb(one.pid) for one in running)
    return Sample(EVENTS, done.seconds, us * client, us * postgres, memory, done.latencies())


def _batch(
    numbers: Sequence[int], told: Callable[[int], tuple[str, str, object]], headers: dict[str, str]
) -> bytes:
    def one(number: int) -> dict[str, object]:
        name, type_, data = told(number)
        head = {"specversion": "1.0", "id": f"{name}-{number}", "source": "/shop"}
        return head | {"type": type_, "datacontenttype": "application/json", "data": data}

    body = json.dumps([one(number) for number in numbers]).encode()
    return request("POST", "/v1/events", headers, body, BATCH_MEDIA)


def _sale(customers: Sequence[str], number: int) -> tuple[str, str, object]:
    data = {"customer": {"id": customers[number % len(customers)]}, "amount_minor": 100 + number}
    data |= {"currency": "CNY", "purchased_at": "2026-03-02T09:30:00+08:00"}
    return "sale", "tuoke.leads.inbox.record-purchase", data


def _lead(number: int) -> tuple[str, str, object]:
    data = {"customer": {"source": "shop", "ref": str(number)}, "kind": "company", "name": "张记茶业"}
    return "lead", "tuoke.leads.inbox.capture-lead", data | {"source": "referral"}


async def _check(url: str, calls: Sequence[Call]) -> None:
    """Every event was accepted at a position of its own, and these are the stored ones without a hole."""
    answers = [answer for call in calls for answer in json.loads(call.body)]
    if [answer["id"] for answer in answers] != [f"sale-{n}" for n in range(ROWS)]:
        raise Wrong("the answers are not those of the events, one by one")
    if any(answer["status"] != "accepted" for answer in answers):
        raise Wrong("an event was not accepted")
    connection = await asyncpg.connect(url)
    stored = await connection.fetch("SELECT key, sequence FROM events WHERE type = 'purchase-recorded'")
    await connection.close()
    sequences = defaultdict(list)
    for row in stored:
        sequences[row["key"]].append(row["sequence"])
    told = sorted(answer["position"] for answer in answers)
    if told != sorted(f"leads:{row['sequence']}" for row in stored):
        raise Wrong("positions told and positions stored differ")
    if any(sorted(found) != list(range(1, len(found) + 1)) for found in sequences.values()):
        raise Wrong("a customer's sequence has a hole or a double")


async def _copied_out(url: str) -> dict[str, bytes]:
    connection = await asyncpg.connect(url)
    tables = {}
    for table in TABLES:
        out = BytesIO()
        await connection.copy_from_table(table, output=out, format="binary")
        tables[table] = out.getvalue()
    await connection.close()
    return tables


async def _copy(stage: Stage, folder: Path, rows: Rows) -> Sample:
    if not rows.tables:
        await _ours(stage, folder, rows, 1)
    async with stage.database() as url:
        await prepare(url, MIGRATIONS, [])
        connection = await asyncpg.connect(url)
        postgres, began = stage.postgres_cpu_s(), perf_counter()
        async with connection.transaction():
            for table, content in rows.tables.items():
                await connection.copy_to_table(table, source=BytesIO(content), format="binary")
        seconds = perf_counter() - began
        used = stage.postgres_cpu_s() - postgres
        if await connection.fetchval("SELECT count(*) FROM events") != ROWS:
            raise Wrong("COPY left events out")
        await connection.close()
    return Sample(ROWS, seconds, None, 1e6 * used / ROWS)
