"""How a use case changes a stream: load, decide, append; again when somebody was faster."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from shared.kit import tracing
from shared.kit.decider import Decision
from shared.kit.errors import Unavailable, WrongKey, WrongVersion
from shared.kit.eventstore.codec import EventClass
from shared.kit.eventstore.port import Append, Appended, EventStore, Exactly, Loaded, NoStream
from shared.kit.eventstore.publisher import Publisher
from shared.kit.eventstore.stream_kind import Request, StreamKind

__all__ = ["Publisher", "Request", "StreamKind", "handle"]

TRIES_MAX = 3

State = TypeVar("State")
Command = TypeVar("Command")
Event = TypeVar("Event", bound=EventClass)
Answer = bytes | Callable[[State], bytes]


@dataclass(frozen=True, slots=True)
class _Place:
    stream: str
    key: str
    version: int


async def handle(  # noqa: PLR0913, PLR0917 -- a command's parts, the options by name
    store: EventStore,
    kind: StreamKind[State, Command, Event],
    stream: str,
    key: str,
    command: Command,
    request: Request,
    *,
    answer: Answer[State] = b"",
    creates: bool = False,
    if_version: int | None = None,
) -> Appended:
    """The command took effect once, whether now or at an earlier try; its outcome is returned.

    `replayed` is true when nothing changed: the command had been seen, or it was already so.
    `answer` is kept for later tries, made from the state after the decision if it is a function.
    `creates` saves the load of a stream that should be new; should it exist after all, it is loaded.
    `if_version` is the version the caller saw, checked against the first load and never retried.

    Raises the decider's `Rejection`, and `WrongVersion` (only with `if_version`), `CommandReused`,
    `WrongKey`, `AlreadyReserved`, `TooLarge`, `Unavailable` (also when others won `TRIES_MAX` times).
    """
    for attempt in range(TRIES_MAX):
        fresh = creates and attempt == 0
        loaded = Loaded() if fresh else await store.load(stream, request.command)
        if loaded.before is not None:
            return loaded.before
        version = len(loaded.events)
        if if_version is not None and version != if_version:
            raise WrongVersion(stream, str(if_version), version)
        state = kind.fold(loaded.events)
        decision = kind.decider.decide(state, command)
        after = kind.decider.fold(decision.events, state)
        said = answer(after) if callable(answer) else answer
        already_so = not (decision.events or decision.deadlines or decision.reservations)
        try:
            # What is already so is kept as an outcome, too. Without it a repeat after the world moved
            # on would take effect against the first answer, and the id could come with another body.
            append = _append(kind, _Place(stream, key, version), decision, request, said)
            done = await _appended(store, append, request)
            return replace(done, replayed=True) if already_so else done
        except WrongVersion:
            if if_version is not None:
                raise
        except WrongKey:
            # A name of another system, first told of another key: the decider must see what is there,
            # and says by name what is wrong with that.
            if not fresh:
                raise
    raise Unavailable(f"{stream} was changed by others {TRIES_MAX} times in a row")


async def _appended(store: EventStore, append: Append, request: Request) -> Appended:
    if not tracing.recording():
        return await store.append(append)
    with tracing.span("append", parent=request.traceparent, stream=append.stream, events=len(append.events)):
        return await store.append(append)


def _append(
    kind: StreamKind[State, Command, Event],
    place: _Place,
    decision: Decision[Event],
    request: Request,
    answer: bytes,
) -> Append:
    return Append(
        stream=place.stream,
        key=place.key,
        expected=Exactly(place.version) if place.version else NoStream(),
        events=[
            kind.new_event(event, index, place.stream, place.key, request)
            for index, event in enumerate(decision.events)
        ],
        command=request.command,
        answer=answer,
        deadlines=decision.deadlines,
        reservations=decision.reservations,
    )
