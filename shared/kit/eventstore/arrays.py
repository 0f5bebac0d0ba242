"""A group of appends as the arguments of `append_batch`, and its rows as outcomes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, assert_never

import msgspec

from shared.kit.decider import CancelDeadline, DeadlineChange, SetDeadline
from shared.kit.errors import AlreadyReserved, CommandReused, Refused, WrongKey, WrongVersion
from shared.kit.eventstore.port import AnyVersion, Append, Appended, Exactly, Expected, NoStream
from shared.kit.postgres.pool import Record

_ENCODER = msgspec.json.Encoder()
_EVENT_COLUMNS = 10
_DEADLINE_COLUMNS = 5
_RESERVATION_COLUMNS = 3


def expected_version(expected: Expected) -> int | None:
    """Return the version the stream must have; None for any, 0 for no stream."""
    match expected:
        case NoStream():
            return 0
        case AnyVersion():
            return None
        case Exactly(version):
            return version
        case _:
            assert_never(expected)


def last_changes(changes: Iterable[DeadlineChange]) -> Sequence[DeadlineChange]:
    """Return one change per deadline: of several in one decision the last one holds."""
    return tuple({change.id: change for change in changes}.values())


def arguments(group: Sequence[Append]) -> list[list[Any]]:
    """Return the arrays of `append_batch`, in the order of its parameters."""
    numbered = list(enumerate(group, start=1))
    commands = [
        (a.command.id, a.command.request_hash, a.stream, a.key, expected_version(a.expected), a.answer)
        for a in group
    ]
    events = [row for ordinal, append in numbered for row in _events(ordinal, append)]
    deadlines = [
        _deadline(ordinal, change)
        for ordinal, append in numbered
        for change in last_changes(append.deadlines)
    ]
    reservations = [
        (ordinal, r.kind, r.value) for ordinal, append in numbered for r in dict.fromkeys(append.reservations)
    ]
    return [
        *_columns(commands, len(commands[0])),
        *_columns(events, _EVENT_COLUMNS),
        *_columns(deadlines, _DEADLINE_COLUMNS),
        *_columns(reservations, _RESERVATION_COLUMNS),
    ]


def outcome(append: Append, row: Record) -> Appended | Refused:
    """Return what the function's row says of this append."""
    match row["verdict"]:
        case "appended":
            return Appended(append.stream, row["version"], row["published"], append.answer)
        case "replayed":
            return Appended(row["stream"], row["version"], row["published"], row["answer"], replayed=True)
        case "command_reused":
            return CommandReused(append.command.id)
        case "wrong_version":
            wanted = expected_version(append.expected)
            return WrongVersion(append.stream, str(wanted) if wanted else "no stream", row["version"])
        case "wrong_key":
            return WrongKey(append.stream)
        case "already_reserved":
            return AlreadyReserved(row["kind"], row["value"], row["stream"])
        case verdict:
            raise AssertionError(f"append_batch answered {verdict}")


def _columns(rows: Sequence[tuple[Any, ...]], width: int) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]


def _events(ordinal: int, append: Append) -> Iterable[tuple[Any, ...]]:
    for event in append.events:
        message = event.message
        sent = (None, None, None) if message is None else (message.topic, message.headers, message.value)
        yield (
            ordinal,
            event.id,
            event.type,
            event.schema_version,
            event.data,
            event.metadata,
            event.occurred_at,
            *sent,
        )


def _deadline(ordinal: int, change: DeadlineChange) -> tuple[Any, ...]:
    match change:
        case SetDeadline():
            return (ordinal, change.id, change.kind, change.due_at, _json(change.detail))
        case CancelDeadline():
            return (ordinal, change.id, None, None, None)
        case _:
            assert_never(change)


def _json(value: Mapping[str, str]) -> str:
    return _ENCODER.encode(value).decode()
