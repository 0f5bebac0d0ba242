"""A command over HTTP with a durable answer, against the same handler without a database."""

import contextlib
import json
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

from deploy.local.ports import free_port
from services.leads.wiring import MIGRATIONS
from tests.bench import bulk, machine
from tests.bench.harness import Case, Sample, Target, Wrong, times
from tests.bench.load import Load, load, request, spread
from tests.bench.services import beside, leads
from tests.bench.stage import Stage, serving
from tests.support.databases import connected
from tests.support.whole_service import prepare

COMMANDS = 12_000
NAIVE_COMMANDS = 4_000
CUSTOMERS = 500
WARM = 500
STORED = 10_000

_STORED = """
SELECT e.stream, e.key, e.sequence, o.sequence AS queued
FROM events AS e LEFT JOIN outbox AS o ON o.key = e.key AND o.sequence = e.sequence
WHERE e.type = 'purchase-recorded'
"""


@contextlib.asynccontextmanager
async def cases(stage: Stage) -> AsyncIterator[Sequence[Case]]:
    """Yield the case; every contender has a process, and every round a database of its own."""
    with tempfile.TemporaryDirectory(prefix="tuoke-bench-") as folder:
        yield [
            Case(
                "command over HTTP, 64 connections",
                "commands",
                {
                    "ours": lambda: _ours(stage, Path(folder)),
                    "ours, two processes": lambda: _ours(stage, Path(folder), processes=2),
                    "ours, relay on": lambda: _ours(stage, Path(folder), "relay"),
                    "no database": lambda: _rival(stage, Path(folder), "bare", COMMANDS),
                    "naive transaction": lambda: _rival(stage, Path(folder), "naive", NAIVE_COMMANDS),
                },
                [
                    Target("ours", "no database", 0.7),
                    Target("ours, relay on", "no database", 0.5),
                    Target("ours", "naive transaction", 3),
                ],
            )
        ]


@contextlib.asynccontextmanager
async def growing(stage: Stage, scales: Sequence[int]) -> AsyncIterator[Case]:
    """Yield commands over a store that holds so many times 10,000 customers already."""
    with tempfile.TemporaryDirectory(prefix="tuoke-bench-") as folder:
        yield Case(
            "command over HTTP, as the store grows",
            "commands",
            {times(scale): partial(_ours, stage, Path(folder), stored=scale * STORED) for scale in scales},
        )


async def _ours(stage: Stage, folder: Path, *roles: str, stored: int = 0, processes: int = 1) -> Sample:
    async with contextlib.AsyncExitStack() as stack:
        running = [await stack.enter_async_context(leads(stage, *roles))]
        await bulk.captured(running[0], folder, stored)
        for _ in range(processes - 1):
            running.append(await stack.enter_async_context(beside(stage, "leads", running[0])))
        customers, headers = [str(uuid4()) for _ in range(CUSTOMERS)], running[0].headers()
        served = {one.port: one.pid for one in running}
        warm = await spread([*served], _purchases(WARM, customers, headers), folder)
        sample, done = await _measured(stage, served, folder, _purchases(COMMANDS, customers, headers))
        await _check(running[0].database, [warm, done], queued=not roles)
        return sample


async def _rival(stage: Stage, folder: Path, which: str, commands: int) -> Sample:
    async with stage.database() as url:
        await prepare(url, MIGRATIONS, [])
        port = free_port()
        async with serving("tests.bench.rivals_http", which=which, port=port, database=url) as process:
            customers = [str(uuid4()) for _ in range(CUSTOMERS)]
            warm = await load(port, _purchases(WARM, customers, {}), folder)
            requests = _purchases(commands, customers, {})
            sample, done = await _measured(stage, {port: process.pid}, folder, requests)
        if which == "naive":
            await _check(url, [warm, done], queued=True)
        return sample


async def _measured(
    stage: Stage, served: Mapping[int, int], folder: Path, requests: Sequence[bytes]
) -> tuple[Sample, Load]:
    """Return what the processes, by port, took for the requests, and their answers."""
    client, postgres = sum(map(machine.cpu_s, served.values())), stage.postgres_cpu_s()
    done = await spread([*served], requests, folder)
    us = 1e6 / len(requests)
    return Sample(
        len(requests),
        done.seconds,
        us * (sum(map(machine.cpu_s, served.values())) - client),
        us * (stage.postgres_cpu_s() - postgres) if stage.postmaster else None,
        sum(map(machine.peak_mb, served.values())),
        done.latencies(),
    ), done


def _purchases(number: int, customers: Sequence[str], headers: dict[str, str]) -> list[bytes]:
    def one(index: int) -> bytes:
        customer = {"id": customers[index % len(customers)]}
        body = {"customer": customer, "amount_minor": 100 + index, "currency": "CNY", "quantity": 1}
        body["purchased_at"] = "2026-03-02T09:30:00+08:00"
        sent = headers | {"idempotency-key": str(uuid4())}
        return request("POST", "/v1/purchases", sent, json.dumps(body).encode())

    return [one(index) for index in range(number)]


async def _check(url: str, loads: Sequence[Load], *, queued: bool) -> None:
    """Every acknowledged command is one event at the position it was told, without a hole by customer."""
    calls = [call for one in loads for call in one.calls]
    refused = [call for call in calls if call.status != 201]
    if refused:
        raise Wrong(f"{len(refused)} commands were refused, the first: {refused[0]}")
    answers = [(json.loads(call.body), call.position) for call in calls]
    told = {(UUID(body["purchase_id"]), body["customer_id"], position) for body, position in answers}
    async with connected(url) as connection:
        rows = await connection.fetch(_STORED)
    stored = {(UUID(row["stream"][9:]), row["key"], f"leads:{row['sequence']}") for row in rows}
    if stored != told or len(rows) != len(calls):
        raise Wrong(f"{len(stored ^ told)} of {len(calls)} acknowledged commands differ from what is stored")
    sequences: defaultdict[str, list[int]] = defaultdict(list)
    for row in rows:
        sequences[row["key"]].append(row["sequence"])
    if any(sorted(found) != list(range(1, len(found) + 1)) for found in sequences.values()):
        raise Wrong("a customer's sequence has a hole or a double")
    if queued and any(row["queued"] is None for row in rows):
        raise Wrong("an event is not in the outbox")
