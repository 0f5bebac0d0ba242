"""From a fact on Kafka to a row in Postgres: our projector with all guards, against the bare loop."""

import contextlib
import secrets
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Any

import asyncpg
import msgspec

from tests.bench import rivals_kafka
from tests.bench.harness import Case, Sample, Target, Wrong
from tests.bench.projecting import MODELS
from tests.bench.stage import Stage, apart
from tests.bench.topics_log import Log, Told, made
from tests.support.whole_service import prepare

RECORDS, CUSTOMERS = 160_000, 40_000
FAUST_RECORDS, NAIVE_RECORDS = 20_000, 3_000

_OURS = {
    "sums": "SELECT key, seen, purchases, total, 0 AS visits FROM sums.sums",
    "board": "SELECT key, seen, purchases, spending, visits FROM board.customers",
}
_SOURCES = {"sums": ("leads",), "board": ("leads", "visits")}
_SPENT = msgspec.json.Decoder(dict[str, tuple[int, int]])
_SEEN = msgspec.json.Decoder(dict[str, tuple[int, str]])


@contextlib.asynccontextmanager
async def cases(stage: Stage) -> AsyncIterator[Sequence[Case]]:
    """Yield one case a read model, over one log."""
    log = await made(stage, "p", RECORDS, CUSTOMERS)

    async def faust() -> Sample:
        answer = await run_apart(stage, log, "faust", "sums", "", FAUST_RECORDS)
        return sample(answer, None)

    yield [
        Case(
            f"projector, {name}",
            "events",
            {
                "ours, all guards": lambda name=name: _ours(stage, log, name),  # type: ignore[misc]
                "bare": lambda name=name: _rival(stage, log, "bare", name, None),  # type: ignore[misc]
                "naive, per event": lambda name=name: _rival(stage, log, "naive", name, NAIVE_RECORDS),  # type: ignore[misc]
                **({"Faust, passing through": faust} if name == "sums" else {}),
            },
            [
                Target("ours, all guards", "bare", 0.8),
                Target("ours, all guards", "naive, per event", 30),
                *([Target("ours, all guards", "Faust, passing through", 4)] if name == "sums" else ()),
            ],
        )
        for name in MODELS
    ]


async def run_apart(  # noqa: PLR0913, PLR0917 -- who, on what
    stage: Stage, log: Log, contender: str, model: str, database: str, records: int
) -> dict[str, Any]:
    """Run a contender in a process of its own; returns what it says."""
    return await apart(
        "tests.bench.projecting",
        contender=contender,
        model=model,
        database=database,
        kafka=stage.kafka,
        prefix=log.prefix,
        topics=[log.topic(source) for source in _SOURCES[model]],
        group=f"{log.prefix}.{secrets.token_hex(4)}",
        records=records,
    )


def sample(answer: Mapping[str, Any], postgres_s: float | None) -> Sample:
    """Return what a contender's process said, an item each."""
    records, us = answer["records"], 1e6 / answer["records"]
    postgres = None if postgres_s is None else us * postgres_s
    return Sample(records, answer["seconds"], us * answer["cpu_s"], postgres, answer["memory_mb"])


async def at_full_speed(stage: Stage, name: str, records: int, customers: int) -> Sample:
    """Return one run of ours over a log of its own: the peak that other cases take shares of."""
    return await _ours(stage, await made(stage, name, records, customers), "sums")


async def _ours(stage: Stage, log: Log, model: str) -> Sample:
    async with stage.database() as url:
        await prepare(url, [], [MODELS[model]()])
        before = stage.postgres_cpu_s()
        answer = await run_apart(stage, log, "ours", model, url, log.count(*_SOURCES[model]))
        used = stage.postgres_cpu_s() - before
        await check(url, model, log)
    return sample(answer, used if stage.postmaster else None)


async def check(url: str, model: str, log: Log) -> None:
    """The rows are the fold of the whole log, to the last sequence and identity. Raises `Wrong`."""
    stored = {
        row["key"]: (
            row["purchases"],
            row["total"]
            if model == "sums"
            else sum(paid for _, paid in _SPENT.decode(row["spending"]).values()),
            row["visits"],
            _SEEN.decode(row["seen"]),
        )
        for row in await _rows(url, _OURS[model])
    }
    _same(stored, _folded(log.read(log.ends(*_SOURCES[model]))))


async def _rival(stage: Stage, log: Log, which: str, model: str, records: int | None) -> Sample:
    async with stage.database() as url:
        connection = await asyncpg.connect(url)
        await connection.execute(rivals_kafka.DDL)
        await connection.close()
        before = stage.postgres_cpu_s()
        answer = await run_apart(stage, log, which, model, url, records or log.count(*_SOURCES[model]))
        used = stage.postgres_cpu_s() - before
        rows = await _rows(url, "SELECT key, purchases, total, visits FROM bare")
    stored = {row["key"]: (row["purchases"], row["total"], row["visits"]) for row in rows}
    _same(stored, {key: one[:3] for key, one in _folded(log.read(answer["ends"])).items()})
    return sample(answer, used if stage.postmaster else None)


async def _rows(url: str, query: str) -> Sequence[Any]:
    connection = await asyncpg.connect(url)
    try:
        rows: Sequence[Any] = await connection.fetch(query)
        return rows
    finally:
        await connection.close()


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
