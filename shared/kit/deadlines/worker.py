"""Takes what is due to its handler: oldest first, in bounded batches, one worker at a time.

Nothing here makes the effect happen once: that is the command id's work (`Due.command`). The lock
only spares several replicas the double work.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import structlog

from shared.kit import metrics
from shared.kit.clock import Clock
from shared.kit.deadlines.backlog import watch
from shared.kit.deadlines.due import Due, Handler
from shared.kit.deadlines.hand_over import Failure, HandOver
from shared.kit.eventstore.groups import GROUP_COMMANDS_MAX
from shared.kit.pauses import either_within
from shared.kit.postgres.failures import is_momentary
from shared.kit.postgres.pool import Connection, Pool, Record
from shared.kit.postgres.queries import load_queries

LEFT_STANDING = "handler_left_it_standing"

_SQL = load_queries(Path(__file__).with_name("sql") / "deadlines.sql")
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class WorkerBounds:
    """How much is taken at once and how patiently.

    A handler that takes many at once gets `together_max` of them: as many as share a transaction.
    A deadline whose handler fails is tried again after 1, 2, 4 … seconds and set aside after
    `tries_max`. Failures of the moment (`Operational`) are tried again and not counted.
    """

    batch_max: int = 500
    keys_at_once_max: int = 16
    together_max: int = GROUP_COMMANDS_MAX
    tries_max: int = 6
    retry_first_s: float = 1.0
    retry_max_s: float = 60.0
    poll_s: float = 0.5


class DeadlineWorker:
    """One service's deadlines. Run it as a role of the process; any number of replicas may."""

    def __init__(
        self, pool: Pool, handlers: Mapping[str, Handler], clock: Clock, bounds: WorkerBounds | None = None
    ) -> None:
        """`handlers` by deadline kind; a kind that nobody handles ends up in quarantine."""
        self._pool = pool
        self._clock = clock
        self._bounds = bounds = bounds or WorkerBounds()
        self._hand_over = HandOver(handlers, bounds.keys_at_once_max, bounds.together_max)
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Look at once instead of at the next poll. Called after a commit; a lost call costs a poll."""
        self._woken.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Deadlines take effect until `stop` is set; the batch at hand is finished first."""
        watching = asyncio.create_task(watch(self._pool, self._clock))
        try:
            await self._work(stop)
        finally:
            watching.cancel()
            await asyncio.wait([watching])

    async def _work(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                async with self._pool.acquire() as connection:
                    if await connection.fetchval(_SQL["become_worker"]):
                        await self._serve(connection, stop)
            except Exception as error:
                if not is_momentary(error):
                    raise
                _log.warning("deadlines.interrupted", error=error)
            await self._rest(stop)

    async def run_due(self, connection: Connection) -> int:
        """Everything in one batch that is due now was handed over; returns how many that were."""
        bounds, now = self._bounds, self._clock.now()
        rows = await connection.fetch(_SQL["due"], now, bounds.batch_max, bounds.retry_max_s)
        due = [_due(row) for row in rows]
        if not due:
            return 0
        failures = await self._hand_over.all(due)
        outcomes = [failures.get(one.id, Failure(LEFT_STANDING)) for one in due]
        settled = await connection.fetch(
            _SQL["settle"],
            [one.id for one in due],
            [one.due_at for one in due],
            [outcome.reason for outcome in outcomes],
            [outcome.counted for outcome in outcomes],
            self._clock.now(),
            self._bounds.retry_first_s,
            self._bounds.retry_max_s,
            self._bounds.tries_max,
            [one.attempts for one in due],
        )
        set_aside = sum(row["quarantined"] for row in settled)
        metrics.deadlines_handled.labels("ended").inc(len(due) - len(settled))
        metrics.deadlines_handled.labels("left_standing").inc(len(settled) - set_aside)
        metrics.deadlines_handled.labels("quarantined").inc(set_aside)
        for row in settled:
            say = _log.error if row["quarantined"] else _log.warning
            say("deadlines.still_standing", **dict(row))
        return len(due)

    async def _serve(self, connection: Connection, stop: asyncio.Event) -> None:
        # The batches are read through the session that holds the lock: when it is lost, the next
        # read fails, and this worker stands back in line instead of believing that it is the one.
        while not stop.is_set():
            if await self.run_due(connection) < self._bounds.batch_max:
                await self._rest(stop)

    async def _rest(self, stop: asyncio.Event) -> None:
        await either_within(self._woken, stop, self._bounds.poll_s)
        self._woken.clear()


def _due(row: Record) -> Due:
    return Due(
        row["id"],
        row["key"],
        row["stream"],
        row["kind"],
        row["due_at"],
        row["set_at"],
        json.loads(row["detail"]),
        row["attempts"],
    )
