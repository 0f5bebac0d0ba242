"""The event store on Postgres: one function call for a group of appends."""

from collections.abc import AsyncGenerator, Callable, Sequence
from pathlib import Path

import asyncpg

from shared.kit.errors import CommandReused, Refused
from shared.kit.eventstore.arrays import arguments, outcomes
from shared.kit.eventstore.committer import Committer
from shared.kit.eventstore.port import Append, Appended, CommandId, Loaded, StoredEvent
from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.pool import ACQUIRE_TIMEOUT_S, Pool, Record
from shared.kit.postgres.queries import load_queries

SCAN_PAGE_ROWS = 1_000
SCAN_IDLE_MS = 600_000
EVENT_ID_INDEX = "events_event_id"
RACED_INDEXES = frozenset({"commands_pk", "streams_pk"})
"""Where two keys can meet: the same command, or the same stream, by two processes under different keys."""

RACES_MAX = 3

_SQL = load_queries(Path(__file__).with_name("sql") / "eventstore.sql")


def _nothing() -> None:
    """Nobody wants to know."""


class PostgresEventStore:
    """The port's promises, kept by the database; several processes may share it.

    `committed` is called in this process after each group that wrote something, to wake whoever
    else would poll. It is a hint and may be lost with the process.
    """

    def __init__(self, pool: Pool, committed: Callable[[], None] = _nothing) -> None:
        """The pool belongs to the caller, who closes it after the last append."""
        self._pool = pool
        self._committer = Committer(self._write, committed)

    async def append(self, append: Append) -> Appended:
        """See `EventStore.append`."""
        return await self._committer.append(append)

    async def append_all(self, appends: Sequence[Append]) -> Sequence[Appended | Exception]:
        """See `EventStore.append_all`."""
        return await self._committer.append_all(appends)

    async def load(self, stream: str, command: CommandId | None = None) -> Loaded:
        """See `EventStore.load`. Raises `CommandReused` when the id came with another hash."""
        (found,) = await self._looked([(stream, command)])
        if isinstance(found, CommandReused):
            raise found
        return found

    async def load_all(self, asked: Sequence[tuple[str, CommandId]]) -> Sequence[Loaded | CommandReused]:
        """See `EventStore.load_all`."""
        return await self._looked(asked)

    async def _looked(self, asked: Sequence[tuple[str, CommandId | None]]) -> list[Loaded | CommandReused]:
        streams = [stream for stream, _ in asked]
        commands = [command.id if command else None for _, command in asked]
        with momentary_as_unavailable("load"):
            async with self._pool.acquire(timeout=ACQUIRE_TIMEOUT_S) as connection:
                # The events before the commands: a twin of a command that commits in between is
                # then seen as the command's outcome. The other way round its events would be decided
                # on again, and the caller told "already so" or worse of its own success.
                rows = await connection.fetch(_SQL["streams"], list(dict.fromkeys(streams)))
                heads = await connection.fetch(_SQL["heads"], streams, commands)
        events: dict[str, list[StoredEvent]] = {}
        for row in rows:
            events.setdefault(row["stream"], []).append(_stored(row))
        return [
            _loaded(events.get(stream, ()), command, head)
            for (stream, command), head in zip(asked, heads, strict=True)
        ]

    async def scan(self, after: int = 0) -> AsyncGenerator[StoredEvent, None]:
        """See `EventStore.scan`. Close the iterator when leaving it early: it holds a connection."""
        with momentary_as_unavailable("scan"):
            # One snapshot for all pages: an append that drew a low position and commits late is
            # wholly in or wholly out. At READ COMMITTED a later page would skip it for ever.
            async with (
                self._pool.acquire(timeout=ACQUIRE_TIMEOUT_S) as connection,
                connection.transaction(isolation="repeatable_read", readonly=True),
            ):
                await connection.execute(_SQL["allow_idle"], str(SCAN_IDLE_MS))
                while rows := await connection.fetch(_SQL["page"], after, SCAN_PAGE_ROWS):
                    for row in rows:
                        yield _stored(row)
                    after = rows[-1]["position"]

    async def published(self, key: str, after: int = 0) -> AsyncGenerator[StoredEvent, None]:
        """Yield what `key` has published, by sequence, from after sequence `after`."""
        with momentary_as_unavailable("published"):
            while rows := await self._pool.fetch(_SQL["page_of_key"], key, after, SCAN_PAGE_ROWS):
                for row in rows:
                    yield _stored(row)
                after = rows[-1]["sequence"]

    async def streams_of(
        self, key: str, prefix: str, before: int | None, limit: int
    ) -> Sequence[tuple[int, str]]:
        """Return at most `limit` streams of `key` by the positions of their first events, newest first."""
        with momentary_as_unavailable("streams_of"):
            rows = await self._pool.fetch(_SQL["streams_of_key"], key, prefix, before, limit)
        return [(row["position"], row["stream"]) for row in rows]

    async def streams_named(self, prefix: str, before: int | None, limit: int) -> Sequence[tuple[int, str]]:
        """Return the same of all keys. Reads back from the newest event until it has that many."""
        with momentary_as_unavailable("streams_named"):
            rows = await self._pool.fetch(_SQL["streams_named"], prefix, before, limit)
        return [(row["position"], row["stream"]) for row in rows]

    async def _write(self, group: Sequence[Append]) -> Sequence[Appended | Refused]:
        raced = 0
        while True:
            try:
                row = await self._append_group(group)
            except asyncpg.UniqueViolationError as error:
                if error.constraint_name in RACED_INDEXES and raced < RACES_MAX:
                    # Whoever was faster has committed, so the next look finds what they left.
                    raced += 1
                    continue
                if len(group) > 1 or error.constraint_name != EVENT_ID_INDEX:
                    raise
                # The command took effect before its outcome was forgotten (`upkeep`), and must not again.
                return [CommandReused(group[0].command.id)]
            return outcomes(group, row)

    async def _append_group(self, group: Sequence[Append]) -> Record:
        # One statement outside any transaction block is one transaction: durable when it returns.
        with momentary_as_unavailable("append"):
            async with self._pool.acquire(timeout=ACQUIRE_TIMEOUT_S) as connection:
                (row,) = await connection.fetch(_SQL["append_group"], *arguments(group))
                return row


def _loaded(events: Sequence[StoredEvent], command: CommandId | None, head: Record) -> Loaded | CommandReused:
    before = None
    if command is not None and head["request_hash"] is not None:
        if head["request_hash"] != command.request_hash:
            return CommandReused(command.id)
        before = Appended(head["stream"], head["version"], head["published"], head["answer"], replayed=True)
    return Loaded(tuple(events), before, head["key_published"])


def _stored(row: Record) -> StoredEvent:
    return StoredEvent(
        position=row["position"],
        stream=row["stream"],
        key=row["key"],
        version=row["version"],
        id=row["event_id"],
        type=row["type"],
        schema_version=row["schema_version"],
        data=row["data"],
        metadata=row["metadata"],
        occurred_at=row["occurred_at"],
        recorded_at=row["recorded_at"],
        sequence=row["sequence"],
    )
