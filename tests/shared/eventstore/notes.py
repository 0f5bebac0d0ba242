"""A small kind of stream for tests: notes that are written once, changed and closed."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from pydantic import BaseModel

from shared.kit.decider import CancelDeadline, Decider, Decision, Rejection, SetDeadline
from shared.kit.eventstore.codec import Codec
from shared.kit.eventstore.handle import Publisher, StreamKind
from shared.kit.eventstore.port import CommandId
from shared.kit.eventstore.stream_kind import Request

NOW = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Noted:
    TYPE: ClassVar[str] = "noted"
    VERSION: ClassVar[int] = 1
    text: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class Closed:
    TYPE: ClassVar[str] = "closed"
    VERSION: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class Note:
    text: str
    at: datetime = NOW


@dataclass(frozen=True, slots=True)
class Close:
    pass


NoteEvent = Noted | Closed
NoteCommand = Note | Close


@dataclass(frozen=True, slots=True)
class State:
    texts: tuple[str, ...] = ()
    closed: bool = False


class NoteClosed(Rejection):
    code = "note_closed"


class NotePublished(BaseModel):
    TYPE: ClassVar[str] = "tuoke.leads.noted"
    VERSION: ClassVar[int] = 1
    text: str


def evolve(state: State, event: NoteEvent) -> State:
    match event:
        case Noted(text):
            return State((*state.texts, text), state.closed)
        case Closed():
            return State(state.texts, closed=True)


def decide(state: State, command: NoteCommand) -> Decision[NoteEvent]:
    match command:
        case Note(text, at):
            if state.closed:
                raise NoteClosed(text=text)
            if text in state.texts:
                return Decision()
            return Decision((Noted(text, at),), (SetDeadline("note", "stale", at),))
        case Close():
            return Decision() if state.closed else Decision((Closed(),), (CancelDeadline("note"),))


def published(event: NoteEvent) -> NotePublished | None:
    return NotePublished(text=event.text) if isinstance(event, Noted) else None


codec: Codec[NoteEvent] = Codec(Noted, Closed)
NOTES: StreamKind[State, NoteCommand, NoteEvent] = StreamKind(
    Decider(State(), evolve, decide), codec, published, Publisher("leads", "tuoke.leads.v1")
)


def request(id_: str = "c", content: bytes = b"h", trace: str | None = None) -> Request:
    return Request(CommandId(id_, content), NOW, "key-1", trace)
