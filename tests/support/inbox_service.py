"""A service of one type, for tests of the inbox: it writes notes, one stream for each."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from shared.kit.clock import FixedClock
from shared.kit.decider import Decider, Decision, Rejection
from shared.kit.eventstore.codec import Codec
from shared.kit.eventstore.handle import Intent, Publisher, Request, StreamKind
from shared.kit.eventstore.postgres import PostgresEventStore
from shared.kit.inbox.dead_letters import DeadLetters
from shared.kit.inbox.inbox import Accept, Inbox
from shared.kit.postgres.migrate import migrate
from shared.kit.postgres.pool import Pool, opened_pool

MIGRATIONS = [Path(f"shared/kit/{owner}/sql/migrations") for owner in ("eventstore", "outbox", "inbox")]
TYPE = "tuoke.notes.inbox.write-note"
SCHEMA = "urn:tuoke:schema:notes.inbox.write-note:1"


class WriteNote(BaseModel):
    """The inbox contract: a line for a subject."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    TYPE: ClassVar[str] = TYPE
    VERSION: ClassVar[int] = 1

    subject: str
    line: str = Field(max_length=100)


class NoteWritten(BaseModel):
    """The published contract."""

    TYPE: ClassVar[str] = "tuoke.notes.note-written"
    VERSION: ClassVar[int] = 1

    line: str


@dataclass(frozen=True, slots=True)
class Written:
    """The stored fact."""

    TYPE: ClassVar[str] = "note-written"
    VERSION: ClassVar[int] = 1

    line: str


class LineForbidden(Rejection):
    """The rule of this service: nobody may say so."""

    code = "line_forbidden"


def evolve(lines: int, _event: Written) -> int:
    """Count the lines."""
    return lines + 1


def decide(_lines: int, command: WriteNote) -> Decision[Written]:
    """Write what may be said; `bug` is a mistake of ours."""
    if command.line == "forbidden":
        raise LineForbidden(line=command.line)
    if command.line == "bug":
        raise ZeroDivisionError
    return Decision((Written(command.line),))


NOTES: StreamKind[int, WriteNote, Written] = StreamKind(
    decider=Decider(0, evolve, decide),
    codec=Codec(Written),
    publish=lambda event: NoteWritten(line=event.line),
    publisher=Publisher("notes", "tuoke.notes.v1"),
)


@dataclass(frozen=True, slots=True)
class NoteService:
    """The parts of the service that a test looks at."""

    inbox: Inbox
    letters: DeadLetters
    pool: Pool
    clock: FixedClock
    barred: set[str]
    """Subjects about which nothing is taken from now on, as a rule that changes has it."""

    async def lines(self, subject: str) -> list[str]:
        """What was written for the subject, in order."""
        rows = await self.pool.fetch(
            "SELECT data FROM events WHERE stream = $1 ORDER BY version", f"note-{subject}"
        )
        return [NOTES.codec.decode("note-written", 1, row["data"]).line for row in rows]

    async def events(self) -> int:
        """How many facts are stored."""
        return int(await self.pool.fetchval("SELECT count(*) FROM events"))

    async def dead(self) -> int:
        """How many dead letters there are."""
        return int(await self.pool.fetchval("SELECT count(*) FROM dead_letters"))


@asynccontextmanager
async def note_service(
    database: str, dead_letter_topic: str | None = None, *, migrated: bool = False, through: str | None = None
) -> AsyncIterator[NoteService]:
    """The service at work on the database, reached at `through` if that is given (a proxy)."""
    if not migrated:
        await migrate(database, MIGRATIONS)
    clock = FixedClock()
    barred: set[str] = set()
    async with opened_pool(through or database, application_name="notes") as pool:
        store = PostgresEventStore(pool)

        def write_note(note: WriteNote, request: Request) -> Intent[int, WriteNote, Written]:
            if note.subject in barred:
                raise LineForbidden(line=note.line)
            return Intent(NOTES, f"note-{note.subject}", note.subject, note, request)

        letters = DeadLetters(pool, "notes", dead_letter_topic, clock)
        accept = Accept(WriteNote, write_note, lambda note: note.subject)
        inbox = Inbox("notes", {TYPE: accept}, store, letters, clock)
        yield NoteService(inbox, letters, pool, clock, barred)
