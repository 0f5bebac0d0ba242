"""A command over HTTP with a durable answer, against the same handler without a database."""

import contextlib
import json
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

from deploy.local.ports import free_port
from services.leads.wiring import MIGRATIONS
from tests.bench import bulk, machine
from tests.bench.harness import Case, Sample, Target, Wrong, times
from tests.bench.load import Load, load, request
from tests.bench.services import Running, leads
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


async def _ours(stage: Stage, folder: Path, *roles: str, stored: int = 0) -> Sample:
    async with leads(stage, *roles) as running:
        await bulk.captured(running, folder, stored)
        customers = [str(uuid4()) for _ in range(CUSTOMERS)]
        warm = await load(running.port, _purchases(WARM, customers, running.headers()), folder)
        sample, done = await _measured(stage, running.pid, running.port, folder, running, customers, COMMANDS)
        await _check(running.database, [warm, done], queued=not roles)
        return sample


async def _rival(stage: Stage, folder: Path, which: str, commands: int) -> Sample:
    async with stage.database() as url:
        await prepare(url, MIGRATIONS, [])
        port = free_port()
        async with serving("tests.bench.rivals_http", which=which, port=port, database=url) as process:
            customers = [str(uuid4()) for _ in range(CUSTOMERS)]
            warm = await load(port, _purchases(WARM, customers, {}), folder)
            sample, done = await _measured(stage, process.pid, port, folder, None, customers, commands)
        if which == "naive":
            await _check(url, [warm, done], queued=True)
        return sample


async def _measured(  # noqa: PLR0913, PLR0917 -- who serves, and what is asked of it
    stage: Stage,
    pid: int,
    port: int,
    folder: Path,
    ours: Running | None,
    customers: Sequence[str],
    commands: int,
) -> tuple[Sample, Load]:
    requests = _purchases(commands, customers, ours.headers() if ours else {})
    client, postgres = machine.cpu_s(pid), stage.postgres_cpu_s()
    done = await load(port, requests, folder)
    us = 1e6 / commands
    return Sample(
        commands,
        done.seconds,
        us * (machine.cpu_s(pid) - client),
        us * (stage.postgres_cpu_s() - postgres) if stage.postmaster else None,
        machine.peak_mb(pid),
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
