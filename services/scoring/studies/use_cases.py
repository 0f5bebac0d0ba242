"""What people do with studies: ask, look, cancel."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID, uuid5

from services.scoring.policy.use_cases import Policies
from services.scoring.studies.kinds import StudyKind
from services.scoring.studies.study import Study
from shared.kit.clock import Clock
from shared.kit.decider import Rejection
from shared.kit.errors import CommandReused
from shared.kit.eventstore.handle import Request
from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.pool import ACQUIRE_TIMEOUT_S, Connection, Pool
from shared.kit.postgres.queries import load_queries
from shared.policy import PolicyBook

QUERIES = load_queries(Path(__file__).with_name("studies.sql"))

UNFINISHED_MAX = 8
"""Studies that wait or work: each takes up to a minute of all cores, so more would be waited for in vain."""

KEPT_MAX = 50
"""Studies that stay readable after their end."""

_STUDIES = UUID("6c1a5d0e-2f5b-5f4e-8a51-6c0b0d6f7e55")


class StudyUnknown(Rejection):
    """There is no such study, or it was so long ago that it is forgotten."""

    code: ClassVar[str] = "study_unknown"


class TooManyStudies(Rejection):
    """So many studies wait already; ask again when one has ended, or cancel one."""

    code: ClassVar[str] = "studies_too_many"


@dataclass(frozen=True, slots=True)
class Studies:
    """Questions to history. Each raises `Unavailable` while the database is away."""

    pool: Pool
    policies: Policies
    clock: Clock

    async def ask(self, kind: StudyKind[Any], request: Request, draft_id: UUID | None = None) -> Study:
        """A study of the book in force waits, beside the draft as it stands where one is given.

        Asked again with the same key it is the same study.
        Raises DraftUnknown, TooManyStudies, CommandReused.
        """
        after = None if draft_id is None else await self._as_it_stands(draft_id)
        before = (await self.policies.books.at(request.now)).model_dump_json()
        study_id, content = uuid5(_STUDIES, request.command.id), request.command.request_hash
        async with self._connected() as connection, connection.transaction():
            known = await _found(connection, study_id)
            if known is None and await connection.fetchval(QUERIES["unfinished"]) >= UNFINISHED_MAX:
                raise TooManyStudies(most=str(UNFINISHED_MAX))
            await connection.execute(
                QUERIES["ask"],
                *(study_id, kind.name, content, draft_id, before, after, request.principal, request.now),
            )
            await connection.execute(QUERIES["forget"], KEPT_MAX)
            study = await _found(connection, study_id)
        assert study is not None  # noqa: S101 -- it was written above, and the newest is never forgotten
        if study.content != content:
            raise CommandReused(request.command.id)
        return study

    async def read(self, study_id: UUID, kind: StudyKind[Any]) -> Study:
        """Return the study. Raises StudyUnknown."""
        async with self._connected() as connection:
            study = await _found(connection, study_id)
        if study is None or study.kind != kind.name:
            raise StudyUnknown(study_id=str(study_id))
        return study

    async def newest(self, kind: StudyKind[Any], before: int | None, rows: int) -> Sequence[Study]:
        """Return at most `rows` studies, the newest first, from behind the number `before`."""
        async with self._connected() as connection:
            return [Study(**row) for row in await connection.fetch(QUERIES["page"], kind.name, before, rows)]

    async def moves(self, study_id: UUID, after: str, rows: int) -> Sequence[Any]:
        """Return at most `rows` customers who would change class, behind the id `after`."""
        async with self._connected() as connection:
            return await connection.fetch(QUERIES["moves"], study_id, after, rows)

    async def cancel(self, study_id: UUID, kind: StudyKind[Any]) -> Study:
        """The study ends without an answer, unless it has ended. Raises StudyUnknown."""
        await self.read(study_id, kind)
        async with self._connected() as connection:
            await connection.execute(QUERIES["cancel"], study_id, self.clock.now())
        return await self.read(study_id, kind)

    async def _as_it_stands(self, draft_id: UUID) -> str:
        draft, _ = await self.policies.read(draft_id)
        return PolicyBook.model_validate(draft.book).model_dump_json()

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[Connection]:
        with momentary_as_unavailable("studies"):
            async with self.pool.acquire(timeout=ACQUIRE_TIMEOUT_S) as connection:
                yield connection


async def _found(connection: Connection, study_id: UUID) -> Study | None:
    row = await connection.fetchrow(QUERIES["find"], study_id)
    return None if row is None else Study(**row)
