"""What stands open, for people and `/metrics`; and what a person does about what was set aside."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog

from shared.kit import metrics
from shared.kit.clock import Clock
from shared.kit.postgres.pool import Pool, Record
from shared.kit.postgres.queries import load_queries

QUARANTINED_SHOWN_MAX = 200
WATCH_EVERY_S = 10.0

_SQL = load_queries(Path(__file__).with_name("sql") / "deadlines.sql")
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Backlog:
    """Open deadlines at one moment. `overdue` grows when the worker is down or behind."""

    open: int
    overdue: int
    quarantined: int
    oldest_due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A deadline that was tried too often; `reason` is the last try's."""

    id: str
    key: str
    stream: str
    kind: str
    due_at: datetime
    attempts: int
    quarantined_at: datetime
    reason: str


async def backlog(pool: Pool, now: datetime) -> Backlog:
    """Return the state of all open deadlines."""
    row = await pool.fetchrow(_SQL["backlog"], now)
    assert row is not None  # noqa: S101 -- an aggregate always has its row
    return Backlog(row["open"], row["overdue"], row["quarantined"], row["oldest_due_at"])


async def watch(pool: Pool, clock: Clock) -> None:
    """`/metrics` says how the deadlines stand, until cancelled.

    Beside the worker and not in it: one that hangs, or waits for its turn, is what must be seen.
    """
    while True:
        try:
            now = await backlog(pool, clock.now())
        except Exception as error:  # noqa: BLE001 -- a number that cannot be had must not end the worker
            _log.warning("deadlines.unmeasured", error=error)
        else:
            metrics.deadlines_overdue.set(now.overdue)
            metrics.deadlines_quarantined.set(now.quarantined)
        await asyncio.sleep(WATCH_EVERY_S)


async def quarantined(pool: Pool) -> list[Quarantined]:
    """Return what was set aside, oldest first, at most `QUARANTINED_SHOWN_MAX`."""
    return [_quarantined(row) for row in await pool.fetch(_SQL["quarantined"], QUARANTINED_SHOWN_MAX)]


async def release(pool: Pool, deadline_id: str) -> bool:
    """The worker will take the deadline again; false when none of that id was set aside."""
    return await pool.fetchval(_SQL["release"], deadline_id) is not None


def _quarantined(row: Record) -> Quarantined:
    return Quarantined(
        row["id"],
        row["key"],
        row["stream"],
        row["kind"],
        row["due_at"],
        row["attempts"],
        row["quarantined_at"],
        row["reason"],
    )
