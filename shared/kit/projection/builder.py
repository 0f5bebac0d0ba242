"""Folds a projection from the log into a schema of its own, in bulk, without group and side effects."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from shared.kit.kafka.log_reader import LogReader
from shared.kit.postgres.pool import Connection, Pool
from shared.kit.projection import schema as schemas
from shared.kit.projection.batch import Prepared
from shared.kit.projection.bulks import bulks
from shared.kit.projection.compose import QUERIES, search_path
from shared.kit.projection.consumption import TICK_PAGE, Consumption, check_in_log
from shared.kit.projection.fingerprint import fingerprint
from shared.kit.projection.log_bounds import LogBounds
from shared.kit.projection.memory import TopicPartition as Held
from shared.kit.projection.options import Options
from shared.kit.projection.port import ReadModel
from shared.kit.projection.projector import Projector
from shared.kit.projection.pump import Pump
from shared.kit.projection.redrive import redrive
from shared.kit.projection.shares import WHOLE, Share

CACHED_KEYS_MAX: Final = 100_000
"""Per partition: a rebuild has the machine's memory for a while, and reading rows back is what costs."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a fold is: records read, and records to read as known now."""

    done: int
    total: int


def silent(progress: Progress) -> None:
    """Nobody is told."""
    del progress


class Builder:
    """A fold under way in one schema. Made by `building`."""

    def __init__(  # noqa: PLR0913, PLR0917 -- made in one place
        self,
        pool: Pool,
        projector: Projector[Any],
        reader: LogReader,
        log: LogBounds,
        bulk_bytes_max: int,
        progress: Callable[[Progress], None],
    ) -> None:
        self.log = log
        self._bulk_bytes_max = bulk_bytes_max
        self._pool, self._projector, self._reader, self._progress = pool, projector, reader, progress
        self._pump = Pump(projector, self._stored)
        self._done = self._total = 0

    async def fold_to(self, targets: Mapping[Held, int]) -> int:
        """The schema stands at these offsets exactly; returns the records read."""
        before = self._done
        self._total = self._done + self.behind(targets)
        # A copy: the projector's own move with every bulk that is folded.
        positions = dict(self._projector.positions)
        async with aclosing(bulks(self._reader, positions, targets, self._bulk_bytes_max)) as wanted:
            async for bulk in wanted:
                await self._pump.take(bulk)
                if bulk.ends_number:
                    self._projector.let_go(bulk.number)
        await self._pump.settle()
        return self._done - before

    async def check(self, targets: Mapping[Held, int]) -> None:
        """The log reaches that far, and from here. Raises `LogMismatch`: what is not there never comes."""
        log = await self.log.of(await self.log.all_partitions())
        check_in_log(targets, *log)
        check_in_log(self._projector.positions, *log)

    def behind(self, targets: Mapping[Held, int]) -> int:
        """Return how many records lie between here and these offsets."""
        positions = self._projector.positions
        return sum(max(0, target - positions[held]) for held, target in targets.items())

    async def advance(self, now: datetime) -> None:
        """Time has passed up to `now` for every row, without side effects."""
        partitions = {number for _, number in self._projector.positions}
        while await self._pump.tick(now, partitions) == TICK_PAGE:
            pass

    async def redrive_all_but(self, still: set[str]) -> None:
        """Keys that stopped here but move in the live projection were redriven there; so they are here."""
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute(search_path(self._projector.schema, local=True))
            stopped = [row["key"] for row in await connection.fetch(QUERIES["parked_keys"])]
        options = Options(schema=self._projector.schema, publishing=False)
        for key in stopped:
            if key not in still:
                await redrive(self._pool, self._projector.model, key, dry_run=False, options=options)
        if set(stopped) - still:
            await self._projector.reclaim()

    async def _stored(self, prepared: Prepared) -> None:
        self._done += prepared.records
        self._progress(Progress(self._done, self._total))


@asynccontextmanager
async def building(  # noqa: PLR0913, PLR0917 -- what is folded, where to, and who is told
    pool: Pool,
    model: ReadModel[Any],
    consumption: Consumption,
    schema: str,
    progress: Callable[[Progress], None] = silent,
    share: Share = WHOLE,
) -> AsyncIterator[Builder]:
    """Yield a builder of its share at work in `schema`, which must be there and be of this code."""
    log = LogBounds(consumption)
    options = Options(schema=schema, publishing=False, begins_empty=True, cached_keys_max=CACHED_KEYS_MAX)
    projector = Projector(pool, model, options)
    reader = LogReader(consumption.bootstrap, f"{consumption.group}.bulks", consumption.topics)
    try:
        await log.start()
        await reader.start()
        await projector.open()
        partitions = [held for held in await log.all_partitions() if share.has(held)]
        await projector.assigned(partitions, log.beginnings, "beginning")
        yield Builder(pool, projector, reader, log, consumption.bulk_bytes_max, progress)
    finally:
        await projector.close()
        await reader.stop()
        await log.stop()


async def made_fresh(
    connection: Connection,
    model: ReadModel[Any],
    schema: str,
    *,
    resume: bool,
    grant_to: str | None = None,
) -> None:
    """`schema` is empty but for the live projection's rulings, or as an interrupted fold left it."""
    async with connection.transaction():
        if await schemas.exists(connection, schema):
            await connection.execute(search_path(schema, local=True))
            if resume and await connection.fetchval(QUERIES["fingerprint"]) == fingerprint(model):
                return
        await schemas.drop(connection, schema)
        await schemas.create(connection, model, schema, grant_to=grant_to)
        await connection.execute(search_path(model.name, local=True))
        rulings = await connection.fetch(QUERIES["all_rulings"])
        await connection.execute(search_path(schema, local=True))
        await connection.executemany(QUERIES["take_over_ruling"], [tuple(row) for row in rulings])
