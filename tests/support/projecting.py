"""A projector on a fresh database, without a broker: the steps that its tests share."""

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from typing import Any

from shared.kit.postgres.pool import Pool
from shared.kit.projection import schema
from shared.kit.projection.options import Options, Start
from shared.kit.projection.port import ReadModel
from shared.kit.projection.projector import Projector
from tests.support.tally import SOURCES, Log, Tally

HELD = [(source, 0) for source in SOURCES]
TALLIES = "SELECT key, total FROM tally.tally ORDER BY key"
PARKED = "SELECT key, reason FROM tally.parked ORDER BY key"


async def from_zero(unknown: Collection[tuple[str, int]]) -> Mapping[tuple[str, int], int]:
    return dict.fromkeys(unknown, 0)


async def made(pool: Pool, model: ReadModel[Any]) -> None:
    async with pool.acquire() as connection:
        await schema.ensure(connection, model)


@asynccontextmanager
async def projecting(
    pool: Pool,
    model: ReadModel[Any] | None = None,
    options: Options | None = None,
    start: Start = "beginning",
) -> AsyncIterator[Projector[Any]]:
    reading = model or Tally()
    await made(pool, reading)
    projector = Projector(pool, reading, options)
    await projector.open()
    try:
        await projector.assigned(HELD, from_zero, start)
        yield projector
    finally:
        await projector.close()


async def project(projector: Projector[Any], log: Log) -> None:
    await projector.commit(await projector.prepare(log.batch(projector.positions)))


async def pairs(pool: Pool, query: str) -> dict[Any, Any]:
    return {row[0]: row[1] for row in await pool.fetch(query)}
