"""From a fact on Kafka to a row in Postgres: our projector with all guards, against the bare loop."""

import asyncio
import contextlib
import secrets
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import msgspec

from tests.bench import rivals_kafka
from tests.bench.harness import Case, Contender, Sample, Target, Wrong, times
from tests.bench.projecting import MODELS
from tests.bench.stage import Stage, apart
from tests.bench.topics_log import Log, Told, made
from tests.support.databases import connected
from tests.support.whole_service import prepare

RECORDS, CUSTOMERS = 160_000, 40_000
FAUST_RECORDS, NAIVE_RECORDS = 20_000, 3_000
OURS = "ours, all guards"

_ROWS = {
    "bare": "SELECT key, purchases, total, visits FROM bare",
    "sums": "SELECT key, purchases, total, 0 AS visits, seen FROM sums.sums",
    "board": """
SELECT key, purchases, coalesce((spending::json #>> '{CNY,1}')::bigint, 0) AS total, visits, seen
FROM board.customers
""",
}
_SOURCES = {"sums": ("leads",), "board": ("leads", "visits")}
_SEEN = msgspec.json.Decoder(dict[str, tuple[int, str]])


@contextlib.asynccontextmanager
async def cases(stage: Stage) -> AsyncIterator[Sequence[Case]]:
    """Yield one case a read model, over one log: the smallest, and the widest that scoring has."""
    log = await made(stage, "p", RECORDS, CUSTOMERS)

    async def faust() -> Sample:
        answer = await run_apart(stage, log, "faust", "sums", "", FAUST_RECORDS)
        return sample(answer, None)

    async def ours(model: str, processes: int = 1) -> Sample:
        return await _ours(stage, log, model, processes)

    async def rival(which: str, model: str, records: int | None = None, processes: int = 1) -> Sample:
        return await _rival(stage, log, which, model, records, processes)

    yield [
        Case(
            "projector, sums",
            "events",
            {
                OURS: partial(ours, "sums"),
                "bare": partial(rival, "bare", "sums"),
                "naive, per event": partial(rival, "naive", "sums", NAIVE_RECORDS),
                "Faust, passing through": faust,
                "ours, two processes": partial(ours, "sums", 2),
                "bare, two processes": partial(rival, "bare", "sums", processes=2),
            },
            [
                Target(OURS, "bare", 0.8),
                Target(OURS, "naive, per event", 30),
                Target(OURS, "Faust, passing through", 4),
            ],
        ),
        Case(
            "projector, board",
            "events",
            {
                OURS: partial(ours, "board"),
                "bare, the same rows": partial(rival, "bare_board", "board"),
                "bare, six columns": partial(rival, "bare", "board"),
                "naive, the same rows": partial(rival, "naive_board", "board", NAIVE_RECORDS),
                "ours, two processes": partial(ours, "board", 2),
                "bare rows, two processes": partial(rival, "bare_board", "board", processes=2),
            },
            [Target(OURS, "bare, the same rows", 0.8), Target(OURS, "naive, the same rows", 30)],
        ),
    ]


@contextlib.asynccontextmanager
async def growing(stage: Stage, scales: Sequence[int]) -> AsyncIterator[Case]:
    """Yield the smallest model over logs of so many times a quarter of the records and customers."""
    contenders: dict[str, Contender] = {}
    for scale in scales:
        log = await made(stage, f"g{scale}", scale * RECORDS // 4, scale * CUSTOMERS // 4)
        contenders[times(scale)] = partial(_ours, stage, log, "sums", 1)
    yield Case("projector, sums, as the log grows", "events", contenders)


async def run_apart(  # noqa: PLR0913, PLR0917 -- who, on what
    stage: Stage, log: Log, contender: str, model: str, database: str, records: int, processes: int = 1
) -> dict[str, Any]:
    """Run a contender in processes of its own; returns what they say, the time of the slowest."""
    told = {
        "contender": contender,
        "model": model,
        "database": database,
        "kafka": stage.kafka,
        "prefix": log.prefix,
        "topics": [log.topic(source) for source in _SOURCES[model]],
        "group": f"{log.prefix}.{secrets.token_hex(4)}",
        "records": records,
        "ends": log.ends(*_SOURCES[model]),
        "of": processes,
    }
    running = [apart("tests.bench.projecting", number=number, **told) for number in range(processes)]
    answers = await asyncio.gather(*running)
    return {
        "seconds": max(answer["seconds"] for answer in answers),
        "ends": {place: end for answer in answers for place, end in answer["ends"].items()},
        **{name: sum(answer[name] for answer in answers) for name in ("records", "cpu_s", "memory_mb")},
    }


def sample(answer: Mapping[str, Any], postgres_s: float | None) -> Sample:
    """Return what a contender's process said, an item each."""
    records, us = answer["records"], 1e6 / answer["records"]
    postgres = None if postgres_s is None else us * postgres_s
    return Sample(records, answer["seconds"], us * answer["cpu_s"], postgres, answer["memory_mb"])


async def at_full_speed(stage: Stage, name: str, records: int, customers: int) -> Sample:
    """Return one run of ours over a log of its own: the peak that other cases take shares of."""
    return await _ours(stage, await made(stage, name, records, customers), "sums", 1)


async def _ours(stage: Stage, log: Log, model: str, processes: int) -> Sample:
    async with stage.database() as url:
        await prepare(url, [], [MODELS[model]()])
        before = stage.postgres_cpu_s()
        answer = await run_apart(stage, log, "ours", model, url, log.count(*_SOURCES[model]), processes)
        used = stage.postgres_cpu_s() - before
        await check(url, model, log)
    return sample(answer, used if stage.postmaster else None)


async def check(url: str, model: str, log: Log) -> None:
    """The rows are the fold of the whole log, to the last sequence and identity. Raises `Wrong`."""
    stored = {
        key: (purchases, total, visits, _SEEN.decode(seen))
        for key, purchases, total, visits, seen in await _rows(url, _ROWS[model])
    }
    _same(stored, _folded(log.read(log.ends(*_SOURCES[model]))))


async def _rival(  # noqa: PLR0913, PLR0917 -- who, on what
    stage: Stage, log: Log, which: str, model: str, records: int | None, processes: int
) -> Sample:
    count, table = records or log.count(*_SOURCES[model]), "bare"
    async with stage.database() as url:
        await _execute(url, rivals_kafka.DDL)
        if which.endswith("_board"):
            table = "board"
            await prepare(url, [], [MODELS[model]()])
        before = stage.postgres_cpu_s()
        answer = await run_apart(stage, log, which, model, url, count, processes)
        used = stage.postgres_cpu_s() - before
        stored = {row["key"]: tuple(row)[1:4] for row in await _rows(url, _ROWS[table])}
    _same(stored, {key: one[:3] for key, one in _folded(log.read(answer["ends"])).items()})
    return sample(answer, used if stage.postmaster else None)


async def _execute(url: str, text: str) -> None:
    async with connected(url) as connection:
        await connection.execute(text)


async def _rows(url: str, query: str) -> Sequence[Any]:
    async with connected(url) as connection:
        rows: Sequence[Any] = await connection.fetch(query)
        return rows


def _folded(told: Iterable[Told]) -> dict[str, tuple[Any, ...]]:
    """Return purchases, their sum, visits, and the last sequence and identity of each source, by customer."""
    rows: defaultdict[str, list[Any]] = defaultdict(lambda: [0, 0, 0, {}])
    for one in told:
        row = rows[one.key]
        row[3][one.source] = (one.sequence, one.identity)
        if one.source == "visits":
            row[2] += 1
        else:
            row[0] += 1
            row[1] += one.amount
    return {key: tuple(row) for key, row in rows.items()}


def _same(stored: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    if stored != wanted:
        different = [key for key in stored.keys() | wanted.keys() if stored.get(key) != wanted.get(key)]
        first = different[0]
        raise Wrong(
            f"{len(different)} customers differ; {first}: {stored.get(first)}, expected {wanted.get(first)}"
        )
