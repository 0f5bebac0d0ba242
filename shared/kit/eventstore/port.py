"""The event store's port: what an append takes, answers and refuses.

One append is one transaction on one stream. Its order inside is fixed (`shared/decisions/0003`):
lock of the key, idempotency row, expectation, events, reservations, deadlines, outbox.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

import msgspec

from shared.kit.decider import DeadlineChange, Reserve
from shared.kit.errors import CommandReused


@dataclass(frozen=True, slots=True)
class NoStream:
    """The stream must not exist yet."""


@dataclass(frozen=True, slots=True)
class AnyVersion:
    """The fact holds whatever the stream already says."""


@dataclass(frozen=True, slots=True)
class Exactly:
    """The stream must be at this version (its number of events)."""

    version: int


Expected = NoStream | AnyVersion | Exactly


class CommandId(msgspec.Struct, frozen=True, gc=False):
    """Who asked for what, once: `id` names the request, `request_hash` its content (32 bytes)."""

    id: str
    request_hash: bytes


class Outgoing(msgspec.Struct, frozen=True, gc=False):
    """The finished bytes of a published message; only its sequence is given by the append.

    `headers` are the JSON object of every `ce_*` attribute but `ce_sequence`, and of `traceparent`.
    """

    topic: str
    headers: bytes
    value: bytes


class NewEvent(msgspec.Struct, frozen=True, gc=False):
    """A stored fact on its way in. `data` and `metadata` are JSON bytes.

    `message` is None for a private fact.
    """

    id: UUID
    type: str
    schema_version: int
    data: bytes
    metadata: bytes
    occurred_at: datetime
    message: Outgoing | None


class Append(msgspec.Struct, frozen=True):
    """One command's whole effect. `answer` is kept and given back when the same command comes again."""

    stream: str
    key: str
    expected: Expected
    events: Sequence[NewEvent]
    command: CommandId
    answer: bytes = b""
    deadlines: Sequence[DeadlineChange] = ()
    reservations: Sequence[Reserve] = ()


class Appended(msgspec.Struct, frozen=True):
    """Where the append stands: the stream's version, the key's published sequence, the stored answer.

    `replayed` is true when the command had been appended before and nothing was written now.
    """

    stream: str
    version: int
    published: int
    answer: bytes
    replayed: bool = False


class StoredEvent(msgspec.Struct, frozen=True):
    """A stored fact as it was written; `position` is for cursors and people, truth is (stream, version)."""

    position: int
    stream: str
    key: str
    version: int
    id: UUID
    type: str
    schema_version: int
    data: bytes
    metadata: bytes
    occurred_at: datetime
    recorded_at: datetime
    sequence: int | None = None
    """The published sequence within the key; None for a private fact."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A stream as read for a decision, with the command's earlier outcome if it had one.

    `published` is the published sequence of the stream's key, 0 for a stream that is not there.
    """

    events: Sequence[StoredEvent] = field(default_factory=tuple)
    before: Appended | None = None
    published: int = 0


class EventStore(Protocol):
    """Appends and reads streams. Every implementation passes `tests/support/eventstore_contract.py`.

    Raises (see `shared.kit.errors`): `WrongVersion` when the expectation fails, `CommandReused`
    when the id came with another hash, `WrongKey`, `AlreadyReserved`, `TooLarge`, `Unavailable`.
    """

    async def append(self, append: Append) -> Appended:
        """The effect is durable, or nothing of it is. Safe to repeat with the same command."""
        ...

    async def append_all(self, appends: Sequence[Append]) -> Sequence[Appended | Exception]:
        """Each effect is durable, or nothing of it is: the outcome at its place says which, and why.

        Those of one key take effect in their order, as far as they do. Raises `Unavailable` when
        nothing is known of them.
        """
        ...

    async def load(self, stream: str, command: CommandId | None = None) -> Loaded:
        """Return the stream's events in order and, if `command` was appended before, its outcome."""
        ...

    async def load_all(self, asked: Sequence[tuple[str, CommandId]]) -> Sequence[Loaded | CommandReused]:
        """Return what `load` would for each, in one look."""
        ...

    def scan(self, after: int = 0) -> AsyncIterator[StoredEvent]:
        """Yield every event of one snapshot by position, from after `after`; no gap within it."""
        ...
