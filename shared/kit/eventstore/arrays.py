"""A group of appends as the arguments of `append_batch`, and its rows as outcomes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, assert_never

import msgspec

from shared.kit.decider import CancelDeadline, DeadlineChange, SetDeadline
from shared.kit.errors import AlreadyReserved, CommandReused, Refused, WrongKey, WrongVersion
from shared.kit.eventstore.port import AnyVersion, Append, Appended, Exactly, Expected, NoStream
from shared.kit.postgres.literals import (
    Literal,
    array_literal,
    text_array_literal,
    time_array_literal,
    written,
)
from shared.kit.postgres.pool import Record

_ENCODER = msgspec.json.Encoder()

_Columns = Mapping[str, Literal | None]
"""The columns of one kind of rows; those that travel as an array's text have what writes it."""

_COMMANDS: Final[_Columns] = {
    "c_id": text_array_literal,
    "c_hash": None,
    "c_stream": text_array_literal,
    "c_key": text_array_literal,
    "c_expected": array_literal,
    "c_answer": None,
}
_EVENTS: Final[_Columns] = {
    "e_command": array_literal,
    "e_id": array_literal,
    "e_type": text_array_literal,
    "e_schema": array_literal,
    "e_data": None,
    "e_metadata": None,
    "e_occurred": time_array_literal,
    "e_topic": text_array_literal,
    "e_headers": None,  # JSON in JSON: shielding its quotes takes longer than asyncpg
    "e_value": None,
}
_DEADLINES: Final[_Columns] = {
    "d_command": array_literal,
    "d_id": text_array_literal,
    "d_kind": text_array_literal,
    "d_due": time_array_literal,
    "d_detail": None,
}
_RESERVATIONS: Final[_Columns] = {
    "r_command": array_literal,
    "r_kind": text_array_literal,
    "r_value": text_array_literal,
}


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


def arguments(group: Sequence[Append]) -> list[Any]:
    """Return the arrays of `append_batch`, in the order of its parameters.

    Raises `asyncpg.DataError` for a text that no column can hold.
    """
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
        *_arrays(_COMMANDS, commands),
        *_arrays(_EVENTS, events),
        *_arrays(_DEADLINES, deadlines),
        *_arrays(_RESERVATIONS, reservations),
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


def _arrays(columns: _Columns, rows: Sequence[tuple[Any, ...]]) -> list[Any]:
    if not rows:
        return [[] if literal is None else "{}" for literal in columns.values()]
    return [
        values if literal is None else written(name, literal, values)
        for (name, literal), values in zip(columns.items(), zip(*rows, strict=True), strict=True)
    ]


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
