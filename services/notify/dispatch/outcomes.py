"""Outcomes gathered for a moment and written together: one statement, one fenced transaction."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Final
from uuid import UUID

import structlog

from services.notify.dispatch import numbers
from services.notify.dispatch.outcome import Outcome, columns
from services.notify.endpoint.store import disable
from shared.kit import tracing
from shared.kit.clock import Clock
from shared.kit.errors import Unavailable
from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.held import HeldConnection
from shared.kit.postgres.pool import Connection, Pool
from shared.kit.postgres.queries import load_queries

FLUSH_AFTER_S: Final = 0.001
FLUSH_MAX: Final = 500
RETRY_WRITE_S: Final = 0.25
DISPATCHER: Final = "notify-dispatcher"

_SQL = load_queries(Path(__file__).with_name("ledger.sql"))
_log = structlog.get_logger(__name__)


Settled = Callable[[Sequence[Outcome], frozenset[UUID]], None]
"""Told the outcomes of a written batch, and which deliveries of it were fenced."""


class Outcomes:
    """The buffer between calls and ledger. Lost with the process: those calls are then made again."""

    def __init__(self, pool: Pool, clock: Clock, topic: str, settled: Settled) -> None:
        self._writer = HeldConnection(pool)
        self._clock, self._topic, self._settled = clock, topic, settled
        self._waiting: list[Outcome] = []
        self._writing = 0
        self._health: dict[UUID, datetime | None] = {}
        self._first = asyncio.Event()
        self._full = asyncio.Event()

    @property
    def unwritten(self) -> int:
        """Outcomes that the ledger does not hold yet."""
        return len(self._waiting) + self._writing

    def add(self, outcome: Outcome) -> None:
        """The outcome goes out with the next batch."""
        self._waiting.append(outcome)
        self._first.set()
        if len(self._waiting) >= FLUSH_MAX:
            self._full.set()

    def note_health(self, endpoint: UUID, failing_since: datetime | None) -> None:
        """Since when the endpoint only fails goes out with the next batch; a restart will know it."""
        self._health[endpoint] = failing_since

    async def run(self) -> None:
        """Write batches until cancelled; what is not written by then is made again by the next owner."""
        try:
            while True:
                await self._first.wait()
                with suppress(TimeoutError):  # a batch is full, or old enough
                    async with asyncio.timeout(FLUSH_AFTER_S):
                        await self._full.wait()
                await self.flush_once()
        finally:
            await self._writer.give_back()

    async def flush_once(self) -> None:
        """Up to `FLUSH_MAX` outcomes are in the ledger, however long the database is away."""
        batch, self._waiting = self._waiting[:FLUSH_MAX], self._waiting[FLUSH_MAX:]
        health, self._health = self._health, {}
        if not batch:
            return
        if not self._waiting:
            self._first.clear()
        if len(self._waiting) < FLUSH_MAX:
            self._full.clear()
        self._writing = len(batch)
        while True:
            try:
                fenced = await self._write(batch, health)
                break
            except Unavailable as away:
                # Nothing is dropped: without the row this call would be made again after a restart,
                # and without the attempt the log would have a hole.
                _log.warning("outcomes.unwritten", waiting=self.unwritten, error=away)
                await asyncio.sleep(RETRY_WRITE_S)
        self._writing = 0
        if fenced:
            _log.warning("outcomes.fenced", deliveries=len(fenced))
        self._settled(batch, fenced)

    async def _write(self, batch: Sequence[Outcome], health: dict[UUID, datetime | None]) -> frozenset[UUID]:
        began = monotonic()
        with momentary_as_unavailable("outcomes"):
            async with self._writer.use() as connection:
                ends_endpoint = [outcome for outcome in batch if outcome.disable is not None]
                if not ends_endpoint and not health:
                    fenced = await _write_outcomes(connection, batch)
                else:
                    fenced = await self._write_with_endpoints(connection, batch, ends_endpoint, health)
        numbers.written(batch, len(fenced), monotonic() - began)
        return fenced

    async def _write_with_endpoints(
        self,
        connection: Connection,
        batch: Sequence[Outcome],
        ends_endpoint: Sequence[Outcome],
        health: dict[UUID, datetime | None],
    ) -> frozenset[UUID]:
        async with connection.transaction():
            fenced = await _write_outcomes(connection, batch)
            # Only after the fence: a stalled owner's 410 may be older than the owner's "enable".
            ending = {o.endpoint_id: o for o in ends_endpoint if o.due.delivery_id not in fenced}
            for endpoint, outcome in sorted(ending.items()):
                if outcome.disable is not None:
                    # What is said of it is of the trace of the fact that could not be delivered.
                    with tracing.span("disable endpoint", parent=outcome.due.body.traceparent):
                        await disable(
                            connection,
                            self._topic,
                            endpoint,
                            outcome.disable,
                            by=DISPATCHER,
                            at=self._clock.now(),
                        )
            if health:
                await connection.execute(_SQL["write_health"], list(health), list(health.values()))
        return fenced


async def _write_outcomes(connection: Connection, batch: Sequence[Outcome]) -> frozenset[UUID]:
    rows = await connection.fetch(_SQL["write_outcomes"], *zip(*map(columns, batch), strict=True))
    return frozenset(row["delivery_id"] for row in rows)
