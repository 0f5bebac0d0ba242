"""One batch is being stored while the next is prepared; what cannot be stored is found and set aside."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable
from contextlib import suppress
from datetime import datetime
from itertools import islice
from typing import Any, Final

import asyncpg
import structlog

from shared.kit import tracing
from shared.kit.errors import Fenced
from shared.kit.kafka.traces import traces_of
from shared.kit.projection.batch import Prepared
from shared.kit.projection.folding import Batch
from shared.kit.projection.projector import Projector

log = structlog.get_logger()

DATA_FAULTS: Final = (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError)
"""The database's way to say that a value, and not the moment, is wrong."""


class Pump:
    """Feeds a projector, one write in flight. `stored` is awaited after each commit, in order."""

    def __init__(self, projector: Projector[Any], stored: Callable[[Prepared], Awaitable[None]]) -> None:
        self._projector = projector
        self._stored = stored
        self._writing: asyncio.Task[None] | None = None
        self._in_flight: Iterable[Batch] = ()

    async def take(self, batches: Iterable[Batch]) -> None:
        """These are on their way as one; all before them are stored. Raises what those before met.

        They can be gone through again: what cannot be stored is then looked for among them.
        """
        prepared: Prepared | None = None
        # A write that fails drops the memory under this preparation; its own error is the cause, and
        # `settle` raises it.
        with suppress(Fenced):
            prepared = await self._projector.prepare_all(batches)
        await self.settle()
        if prepared is None or prepared.generation != self._projector.generation:
            prepared = await self._projector.prepare_all(batches)
        self._in_flight = batches
        self._writing = asyncio.create_task(self._traced(prepared, batches))
        # The statement leaves before the next batch is decoded, or the two would not overlap.
        await asyncio.sleep(0)

    async def tick(self, now: datetime, partitions: Collection[int]) -> int:
        """What time alone changes is stored; returns the number of rows."""
        await self.settle()
        prepared = await self._projector.prepare_due(now, partitions)
        await self._write(prepared)
        return prepared.rows

    async def settle(self) -> None:
        """Nothing is in flight. Raises what the write met, unless it could be mended."""
        writing, self._writing = self._writing, None
        if writing is None:
            return
        try:
            await writing
        except DATA_FAULTS as error:
            log.warning("projection.unwritable", projection=self._projector.schema, error=error)
            await self._store_apart(self._in_flight)

    async def abandon(self) -> None:
        """Nothing is in flight; whatever it met is of no more interest, for everything begins anew."""
        writing, self._writing = self._writing, None
        if writing is not None:
            writing.cancel()
            await asyncio.wait([writing])
            with suppress(asyncio.CancelledError, Exception):
                writing.result()

    async def _traced(self, prepared: Prepared, batches: Iterable[Batch]) -> None:
        if not tracing.recording():
            await self._write(prepared)
            return
        records = (record for batch in batches for some in batch.values() for record in some)
        traces = traces_of(record.headers for record in records)
        with tracing.batch_span(f"project {self._projector.schema}", traces, prepared.records):
            await self._write(prepared)

    async def _write(self, prepared: Prepared) -> None:
        await self._projector.commit(prepared)
        await self._stored(prepared)

    async def _store_apart(self, batches: Iterable[Batch]) -> None:
        # One bad value fails the whole statement. Among several batches, most are sound by themselves.
        projector, several = self._projector, len(list(islice(batches, 2))) > 1
        await projector.reclaim()
        for batch in batches:
            try:
                if several:
                    await self._write(await projector.prepare(batch))
                    continue
            except DATA_FAULTS:
                await projector.reclaim()
            await self._store_each(batch)

    async def _store_each(self, batch: Batch) -> None:
        # Record by record is slow, and finds it.
        projector = self._projector
        for held, records in batch.items():
            for record in records:
                try:
                    await self._write(await projector.prepare({held: [record]}))
                except DATA_FAULTS as error:
                    await projector.reclaim()
                    await self._write(await projector.prepare({held: [record]}, unwritable=str(error)))
