"""The event store's port: what an append takes, answers and refuses.

One append is one transaction on one stream. Its order inside is fixed (`shared/decisions/0003`):
lock of the key, idempotency row, expectation, events, reservations, deadlines, outbox.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from shared.kit.decider import DeadlineChange, Reserve


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


@dataclass(frozen=True, slots=True)
class CommandId:
    """Who asked for what, once: `id` names the request, `request_hash` its content (32 bytes)."""

    id: str
    request_hash: bytes


@dataclass(frozen=True, slots=True)
class Outgoing:
    """The finished bytes of a published message; only its sequence is given by the append.

    `headers` hold every `ce_*` attribute but `ce_sequence`, and `traceparent`.
    """

    topic: str
    headers: Mapping[str, str]
    value: bytes


@dataclass(frozen=True, slots=True)
class NewEvent:
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


@dataclass(frozen=True, slots=True)
class Append:
    """One command's whole effect. `answer` is kept and given back when the same command comes again."""

    stream: str
    key: str
    expected: Expected
    events: Sequence[NewEvent]
    command: CommandId
    answer: bytes = b""
    deadlines: Sequence[DeadlineChange] = ()
    reservations: Sequence[Reserve] = ()


@dataclass(frozen=True, slots=True)
class Appended:
    """Where the append stands: the stream's version, the key's published sequence, the stored answer.

    `replayed` is true when the command had been appended before and nothing was written now.
    """

    stream: str
    version: int
    published: int
    answer: bytes
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class StoredEvent:
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

    async def load(self, stream: str, command: CommandId | None = None) -> Loaded:
        """Return the stream's events in order and, if `command` was appended before, its outcome."""
        ...

    def scan(self, after: int = 0) -> AsyncIterator[StoredEvent]:
        """Yield every event of one snapshot by position, from after `after`; no gap within it."""
        ...
