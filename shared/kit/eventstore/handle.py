"""How use cases change streams: load, decide, append; again when somebody was faster.

One command or hundreds, it is the same work: one load for all, a decision for each, one append for all.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Generic, TypeVar

import msgspec

from shared.kit import tracing
from shared.kit.decider import Rejection
from shared.kit.errors import CommandReused, Unavailable, WrongKey, WrongVersion
from shared.kit.eventstore.codec import EventClass
from shared.kit.eventstore.port import Append, Appended, CommandId, EventStore, Exactly, Loaded, NoStream
from shared.kit.eventstore.publisher import Publisher
from shared.kit.eventstore.stream_kind import Request, StreamKind

__all__ = [
    "Intent",
    "Publisher",
    "Request",
    "StreamKind",
    "earlier",
    "handle",
    "handle_all",
    "handle_when_made",
]

TRIES_MAX = 3

State = TypeVar("State")
Command = TypeVar("Command")
Event = TypeVar("Event", bound=EventClass)
Answer = bytes | Callable[[State], bytes]

_NEW = Loaded()
_NO_STREAM = NoStream()
_NOWHERE = ""
"""A stream that is not there, for a look that asks for a command alone."""


class Intent(msgspec.Struct, Generic[State, Command, Event]):
    """One command to one stream, and all that is needed to decide it.

    `answer` is kept for later tries, made from the state after the decision if it is a function.
    `creates` saves the load of a stream that should be new; should it exist after all, or the command be
    refused, it is loaded.
    `if_version` is the version the caller saw, checked against the first load and never retried.
    """

    kind: StreamKind[State, Command, Event]
    stream: str
    key: str
    command: Command
    request: Request
    answer: Answer[State] = b""
    creates: bool = False
    if_version: int | None = None


class _Try(msgspec.Struct):
    """Where an intent stands in the answers, what was read for it, and what it would append."""

    place: int
    intent: Intent[Any, Any, Any]
    loaded: Loaded = _NEW
    append: Append | None = None


async def handle(store: EventStore, intent: Intent[State, Command, Event]) -> Appended:
    """The command took effect once, whether now or at an earlier try; its outcome is returned.

    `replayed` is true when nothing changed: the command had been seen, or it was already so.

    Raises the decider's `Rejection`, and `WrongVersion` (only with `if_version`), `CommandReused`,
    `WrongKey`, `AlreadyReserved`, `TooLarge`, `Unavailable` (also when others won `TRIES_MAX` times).
    """
    (outcome,) = await handle_all(store, [intent])
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


async def handle_when_made(
    store: EventStore, request: Request, making: Awaitable[Intent[State, Command, Event]]
) -> Appended:
    """What `handle` does, for an intent that is gathered first and may be refused there.

    Its making goes by what holds now, such as the policy in force. A command that was accepted under what
    held before keeps its outcome, whatever stops the making now. Raises what the making raises, and what
    `handle` raises.
    """
    try:
        intent = await making
    except Exception:
        (before,) = await earlier(store, [request.command])
        if before is None:
            raise
        if isinstance(before, Exception):
            raise before from None
        return before
    return await handle(store, intent)


async def earlier(
    store: EventStore, commands: Sequence[CommandId]
) -> Sequence[Appended | CommandReused | None]:
    """Return of each command the outcome that it has already, None if it has none. One look for all."""
    looked = await store.load_all([(_NOWHERE, command) for command in commands])
    return [found if isinstance(found, CommandReused) else found.before for found in looked]


async def handle_all(
    store: EventStore, intents: Sequence[Intent[Any, Any, Any]]
) -> list[Appended | Exception]:
    """Each command took effect once, or did not for a reason of its own, which `handle` would raise.

    They are independent of each other: of two to one key, either may be first. Raises `Unavailable`
    when nothing is known of them.
    """
    outcomes: dict[int, Appended | Exception] = {}
    left = [_Try(place, intent) for place, intent in enumerate(intents)]
    for attempt in range(TRIES_MAX):
        left = await _tried(store, left, outcomes, first=attempt == 0)
        if not left:
            break
    for one in left:
        stream = one.intent.stream
        outcomes[one.place] = Unavailable(f"{stream} was changed by others {TRIES_MAX} times in a row")
    return [outcomes[place] for place in range(len(intents))]


async def _tried(
    store: EventStore, tries: list[_Try], outcomes: dict[int, Appended | Exception], *, first: bool
) -> list[_Try]:
    """What can be settled is in `outcomes`; returns those who must read again what others have changed."""
    tries = await _loaded(store, tries, outcomes, first=first)
    decided: list[tuple[_Try, Append, bool]] = []
    again: list[_Try] = []
    for one in tries:
        try:
            append, already_so = _decided(one)
        except Exception as error:  # noqa: BLE001 -- handed to the one caller it belongs to
            if first and one.intent.creates and isinstance(error, Rejection):
                # Nothing was read yet. It may repeat what was accepted while it could be: a due time
                # that lay ahead is past, a rule has changed. Then the first answer stands.
                again.append(one)
            else:
                outcomes[one.place] = error
        else:
            decided.append((one, append, already_so))
    done = await _appended(store, [(one.intent, append) for one, append, _ in decided])
    for (one, _, already_so), outcome in zip(decided, done, strict=True):
        if isinstance(outcome, Appended):
            outcomes[one.place] = msgspec.structs.replace(outcome, replayed=True) if already_so else outcome
        elif _is_stale(one.intent, outcome, unread=first and one.intent.creates):
            again.append(one)
        else:
            outcomes[one.place] = outcome
    return again


async def _loaded(
    store: EventStore, tries: list[_Try], outcomes: dict[int, Appended | Exception], *, first: bool
) -> list[_Try]:
    """Return those to be decided, each with its stream."""
    known = [one for one in tries if not (first and one.intent.creates)]
    if not known:
        return tries
    asked = [(one.intent.stream, one.intent.request.command) for one in known]
    for one, loaded in zip(known, await store.load_all(asked), strict=True):
        if isinstance(loaded, Exception):
            outcomes[one.place] = loaded
        elif loaded.before is not None:
            outcomes[one.place] = loaded.before
        else:
            one.loaded = loaded
    return [one for one in tries if one.place not in outcomes]


def _decided(one: _Try) -> tuple[Append, bool]:
    """Return what to append, and whether it is already so. Raises what the decider raises, and `TooLarge`."""
    intent, loaded = one.intent, one.loaded
    kind, request, stream, key = intent.kind, intent.request, intent.stream, intent.key
    version = len(loaded.events)
    if intent.if_version is not None and version != intent.if_version:
        raise WrongVersion(stream, str(intent.if_version), version)
    state = kind.fold(loaded.events) if version else kind.decider.initial
    decision = kind.decider.decide(state, intent.command)
    answer = intent.answer
    if not isinstance(answer, bytes):
        answer = answer(kind.decider.fold(decision.events, state))
    # What is already so is kept as an outcome, too. Without it a repeat after the world moved on
    # would take effect against the first answer, and the id could come with another body.
    append = Append(
        stream=stream,
        key=key,
        expected=Exactly(version) if version else _NO_STREAM,
        events=[
            kind.new_event(event, index, stream, key, request) for index, event in enumerate(decision.events)
        ],
        command=request.command,
        answer=answer,
        deadlines=decision.deadlines,
        reservations=decision.reservations,
    )
    return append, not (decision.events or decision.deadlines or decision.reservations)


def _is_stale(intent: Intent[Any, Any, Any], refused: Exception, *, unread: bool) -> bool:
    if isinstance(refused, WrongVersion):
        return intent.if_version is None
    # A name of another system, first told of another key: the decider must see what is there, and
    # says by name what is wrong with that.
    return unread and isinstance(refused, WrongKey)


async def _appended(
    store: EventStore, decided: Sequence[tuple[Intent[Any, Any, Any], Append]]
) -> Sequence[Appended | Exception]:
    appends = [append for _, append in decided]
    if not appends:
        return []
    if not tracing.recording():
        return await store.append_all(appends)
    # One command continues its own trace; many are one step of the trace that brought them.
    parent = decided[0][0].request.traceparent if len(decided) == 1 else None
    events = sum(len(append.events) for append in appends)
    with tracing.span("append", parent=parent, stream=appends[0].stream, appends=len(appends), events=events):
        return await store.append_all(appends)
