"""The event store in memory: the same promises without a database, for specs and use-case tests.

It is held by the same contract suite as the Postgres store. What it says to the outside can be
read: `outbox`, `deadlines`, `reservations`.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from shared.kit.decider import CancelDeadline, SetDeadline
from shared.kit.errors import AlreadyReserved, CommandReused, Refused, WrongKey, WrongVersion
from shared.kit.eventstore.arrays import expected_version, last_changes
from shared.kit.eventstore.port import Append, Appended, CommandId, Loaded, NewEvent, Outgoing, StoredEvent


@dataclass(frozen=True, slots=True)
class Queued:
    """A message in the outbox, with the sequence that the append gave it."""

    key: str
    sequence: int
    message: Outgoing


@dataclass(slots=True)
class _Stream:
    key: str
    events: list[StoredEvent]


def _now() -> datetime:
    return datetime.now(UTC)


class MemoryEventStore:
    """Appends are atomic because nothing awaits between the first check and the last write."""

    def __init__(self, now: Callable[[], datetime] = _now) -> None:
        """`now` gives `recorded_at`."""
        self._now = now
        self._streams: dict[str, _Stream] = {}
        self._keys: dict[str, int] = {}
        self._events: list[StoredEvent] = []
        self._commands: dict[str, tuple[bytes, Appended]] = {}
        self.outbox: list[Queued] = []
        self.deadlines: dict[str, SetDeadline] = {}
        self.reservations: dict[tuple[str, str], str] = {}

    async def append(self, append: Append) -> Appended:
        """See `EventStore.append`."""
        before = self._before(append.command)
        if before is not None:
            return before
        self._check(append)
        stream = self._streams.setdefault(append.stream, _Stream(append.key, []))
        self.reservations |= {(r.kind, r.value): append.stream for r in append.reservations}
        for event in append.events:
            self._store(stream, append, event)
        self._change_deadlines(append)
        published = self._keys.get(append.key, 0)
        done = Appended(append.stream, len(stream.events), published, append.answer)
        self._commands[append.command.id] = (append.command.request_hash, done)
        return done

    async def append_all(self, appends: Sequence[Append]) -> Sequence[Appended | Exception]:
        """See `EventStore.append_all`."""
        outcomes: list[Appended | Exception] = []
        for append in appends:
            try:
                outcomes.append(await self.append(append))
            except Refused as refused:
                outcomes.append(refused)
        return outcomes

    async def load(self, stream: str, command: CommandId | None = None) -> Loaded:
        """See `EventStore.load`. Raises `CommandReused` when the id came with another hash."""
        before = self._before(command) if command else None
        found = self._streams.get(stream)
        if found is None:
            return Loaded((), before)
        return Loaded(tuple(found.events), before, self._keys.get(found.key, 0))

    async def load_all(self, asked: Sequence[tuple[str, CommandId]]) -> Sequence[Loaded | CommandReused]:
        """See `EventStore.load_all`."""
        found: list[Loaded | CommandReused] = []
        for stream, command in asked:
            try:
                found.append(await self.load(stream, command))
            except CommandReused as reused:
                found.append(reused)
        return found

    async def scan(self, after: int = 0) -> AsyncIterator[StoredEvent]:
        """See `EventStore.scan`."""
        for event in self._events[after:]:
            yield event

    def _before(self, command: CommandId) -> Appended | None:
        if command.id not in self._commands:
            return None
        request_hash, done = self._commands[command.id]
        if request_hash != command.request_hash:
            raise CommandReused(command.id)
        return msgspec.structs.replace(done, replayed=True)

    def _check(self, append: Append) -> None:
        stream = self._streams.get(append.stream)
        version = len(stream.events) if stream else 0
        expected = expected_version(append.expected)
        if stream is not None and stream.key != append.key:
            raise WrongKey(append.stream)
        if expected not in {None, version}:
            raise WrongVersion(append.stream, str(expected) if expected else "no stream", version)
        for wanted in sorted(append.reservations, key=lambda r: (r.kind, r.value)):
            holder = self.reservations.get((wanted.kind, wanted.value), append.stream)
            if holder != append.stream:
                raise AlreadyReserved(wanted.kind, wanted.value, holder)

    def _store(self, stream: _Stream, append: Append, event: NewEvent) -> None:
        sequence = None
        if event.message is not None:
            sequence = self._keys[append.key] = self._keys.get(append.key, 0) + 1
            self.outbox.append(Queued(append.key, sequence, event.message))
        stored = StoredEvent(
            position=len(self._events) + 1,
            stream=append.stream,
            key=append.key,
            version=len(stream.events) + 1,
            id=event.id,
            type=event.type,
            schema_version=event.schema_version,
            data=event.data,
            metadata=event.metadata,
            occurred_at=event.occurred_at,
            recorded_at=self._now(),
            sequence=sequence,
        )
        stream.events.append(stored)
        self._events.append(stored)

    def _change_deadlines(self, append: Append) -> None:
        for change in last_changes(append.deadlines):
            match change:
                case SetDeadline():
                    self.deadlines[change.id] = change
                case CancelDeadline():
                    self.deadlines.pop(change.id, None)
