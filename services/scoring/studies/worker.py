"""Carries out studies, one at a time over all processes of the service; folding is other processes' work."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

import structlog

from services.scoring.studies.asked import Asked
from services.scoring.studies.kinds import KINDS
from services.scoring.studies.processes import ShareEnded, SharesRunning
from services.scoring.studies.study import State
from services.scoring.studies.use_cases import QUERIES
from shared.kit.clock import Clock
from shared.kit.pauses import set_within
from shared.kit.postgres.failures import is_momentary
from shared.kit.postgres.pool import Connection, Pool, Record

POLL_S = 1.0
"""How long a study may wait unnoticed, and how often its progress is told."""

STUDY_S_MAX = 600.0
"""A study that takes longer has failed; a million events take a minute."""

log = structlog.get_logger()


class StudyWorker:
    """A part of the process. Any number of replicas may run it; a session lock lets one of them work."""

    def __init__(self, pool: Pool, database_url: str, clock: Clock, processes: int) -> None:
        self._pool, self._url, self._clock = pool, database_url, clock
        self._processes = processes

    async def run(self, stop: asyncio.Event) -> None:
        """What is asked is answered until `stop`; what that cuts off begins anew at the next start."""
        while not stop.is_set():
            try:
                async with self._pool.acquire() as connection:
                    # The lock is the session's: a worker that dies or is cut off leaves it to the next.
                    if await connection.fetchval(QUERIES["become_worker"]):
                        await self._serve(connection, stop)
            except Exception as error:
                if not is_momentary(error):
                    raise
                log.warning("studies.interrupted", reason=error)
            await set_within(stop, POLL_S)

    async def _serve(self, connection: Connection, stop: asyncio.Event) -> None:
        while not stop.is_set():
            row = await connection.fetchrow(QUERIES["take"])
            if row is None:
                await set_within(stop, POLL_S)
                continue
            await connection.execute(QUERIES["clear_moves"], row["study_id"])
            await self._carry_out(connection, self._shares(row), stop)

    def _shares(self, row: Record) -> Sequence[Asked]:
        of = min(self._processes, KINDS[row["kind"]].processes_max)
        asked = (self._url, str(row["study_id"]), row["kind"], row["before"], row["after"], row["asked_at"])
        return [Asked(*asked, number, of) for number in range(of)]

    async def _carry_out(self, connection: Connection, asked: Sequence[Asked], stop: asyncio.Event) -> None:
        study_id, together = UUID(asked[0].study_id), KINDS[asked[0].kind].together
        try:
            async with asyncio.timeout(STUDY_S_MAX), SharesRunning(asked) as shares:
                while not await shares.ended_within(POLL_S):
                    if stop.is_set() or not await _told(connection, study_id, shares):
                        return
                await _told(connection, study_id, shares)
                await self._end(connection, study_id, "done", answer=together(shares.answers))
        except ShareEnded as ended:
            await self._end(connection, study_id, "failed", reason=str(ended))
        except TimeoutError:
            await self._end(connection, study_id, "failed", reason=f"not done within {STUDY_S_MAX:g} s")

    async def _end(
        self,
        connection: Connection,
        study_id: UUID,
        state: State,
        *,
        answer: str | None = None,
        reason: str | None = None,
    ) -> None:
        await connection.execute(QUERIES["end"], study_id, state, answer, reason, self._clock.now())
        log.info("study.ended", study_id=str(study_id), state=state, reason=reason)


async def _told(connection: Connection, study_id: UUID, shares: SharesRunning) -> bool:
    """Return whether the study goes on, now that its progress is told."""
    told = await connection.fetchval(QUERIES["tell"], study_id, shares.done, shares.total)
    return told is not None
