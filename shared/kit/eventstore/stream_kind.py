"""One kind of stream: how it decides, how it is stored and what of it is published."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Generic, TypeVar
from uuid import UUID

import msgspec

from shared.kit.decider import Decider
from shared.kit.errors import TooLarge
from shared.kit.eventstore.codec import Codec, EventClass
from shared.kit.eventstore.port import CommandId, NewEvent, Outgoing, StoredEvent
from shared.kit.eventstore.publisher import Context, Published, Publisher
from shared.kit.ids import event_id

EVENT_BYTES_MAX = 900 * 1024
"""Largest stored or published event. Kafka takes 1 MiB with headers; an event that the relay could
never send would stop its key for ever, so it is refused while somebody can still mend it."""

_ENCODER: Final = msgspec.json.Encoder()

State = TypeVar("State")
Command = TypeVar("Command")
Event = TypeVar("Event", bound=EventClass)


class Request(msgspec.Struct, frozen=True, gc=False):
    """What a decision may know of the world outside: who asks for what, when, and the trace."""

    command: CommandId
    now: datetime
    principal: str
    traceparent: str | None = None


class Metadata(msgspec.Struct, frozen=True, gc=False):
    """Stored beside each event: how it came to be."""

    command: str
    principal: str
    recorded_at: datetime
    traceparent: str | None = None


@dataclass(frozen=True, slots=True)
class StreamKind(Generic[State, Command, Event]):
    """A decider with its codec and its published side. `publish` returns None for a private fact."""

    decider: Decider[State, Command, Event]
    codec: Codec[Event]
    publish: Callable[[Event], Published | None]
    publisher: Publisher

    def fold(self, stored: Iterable[StoredEvent]) -> State:
        """Return the state that these events make. Raises `UnknownEvent`."""
        return self.decider.fold(self.codec.decode(e.type, e.schema_version, e.data) for e in stored)

    def new_event(self, event: Event, index: int, stream: str, key: str, request: Request) -> NewEvent:
        """Return the event ready to append. Its id derives from the command, so a retry has the same.

        Raises `TooLarge`.
        """
        encoded = self.codec.encode(event)
        metadata = Metadata(request.command.id, request.principal, request.now, request.traceparent)
        occurred_at: datetime = getattr(event, "occurred_at", request.now)
        identity = event_id(request.command.id, index)
        message = self._message(event, identity, stream, key, occurred_at, metadata)
        largest = max(len(encoded.data), 0 if message is None else len(message.value))
        if largest > EVENT_BYTES_MAX:
            raise TooLarge(f"{encoded.type} has {largest} bytes, at most {EVENT_BYTES_MAX} are allowed")
        return NewEvent(
            identity,
            encoded.type,
            encoded.schema_version,
            encoded.data,
            _ENCODER.encode(metadata),
            occurred_at,
            message,
        )

    def message_of(self, stored: StoredEvent) -> Outgoing | None:
        """Return the message of a stored event again, by today's mapping, with its first id and times."""
        event = self.codec.decode(stored.type, stored.schema_version, stored.data)
        metadata = msgspec.json.decode(stored.metadata, type=Metadata)
        return self._message(event, stored.id, stored.stream, stored.key, stored.occurred_at, metadata)

    def _message(  # noqa: PLR0913, PLR0917 -- the parts of one envelope
        self, event: Event, identity: UUID, stream: str, key: str, occurred_at: datetime, metadata: Metadata
    ) -> Outgoing | None:
        contract = self.publish(event)
        if contract is None:
            return None
        context = Context(identity, stream, key, occurred_at, metadata.recorded_at, metadata.traceparent)
        return self.publisher.outgoing(contract, context)
