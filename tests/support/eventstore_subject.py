"""A store under test, and short words for what the contract appends to it."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from uuid import uuid4

from shared.kit.decider import DeadlineChange, Reserve
from shared.kit.eventstore.port import (
    AnyVersion,
    Append,
    Appended,
    CommandId,
    EventStore,
    Expected,
    NewEvent,
    Outgoing,
    StoredEvent,
)

NOON = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)


class Subject(ABC):
    """A store under test, and what it said to the outside."""

    store: EventStore

    @abstractmethod
    async def outbox(self) -> list[tuple[str, int, str]]:
        """Return key, sequence and value of every queued message, in the order of sending."""

    @abstractmethod
    async def deadlines(self) -> dict[str, datetime]:
        """Return when each open deadline is due."""


def command(id_: str | None = None, content: str = "") -> CommandId:
    return CommandId(id_ or uuid4().hex, sha256(content.encode()).digest())


def event(text: str = "said", *, public: bool = True) -> NewEvent:
    message = Outgoing("tuoke.leads.v1", b'{"ce_specversion": "1.0"}', text.encode()) if public else None
    return NewEvent(uuid4(), "noted", 1, f'"{text}"'.encode(), b"{}", NOON, message)


def append(  # noqa: PLR0913 -- one parameter per part of an append, all by name
    stream: str = "s",
    *events: NewEvent,
    key: str = "k",
    expected: Expected | None = None,
    by: CommandId | None = None,
    answer: bytes = b"",
    deadlines: Sequence[DeadlineChange] = (),
    reservations: Sequence[Reserve] = (),
) -> Append:
    return Append(
        stream, key, expected or AnyVersion(), events, by or command(), answer, deadlines, reservations
    )


async def everything(store: EventStore, after: int = 0) -> list[StoredEvent]:
    return [stored async for stored in store.scan(after)]


async def outcomes(store: EventStore, *appends: Append) -> list[Appended | BaseException]:
    """Append all at once, so that a store with group commit puts them into one group."""
    return await asyncio.gather(*(store.append(one) for one in appends), return_exceptions=True)
