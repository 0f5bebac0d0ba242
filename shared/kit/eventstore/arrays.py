"""A group of appends as the arguments of `append_group`, and what it answers as outcomes.

What is bytes travels end to end in one piece, with the places where it is cut: asyncpg has as much
work with one element of an array as Python has with a whole column.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any, Final, assert_never

import asyncpg
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
    "c_stream": text_array_literal,
    "c_key": text_array_literal,
    "c_expected": array_literal,
    "c_events": array_literal,
    "c_messages": array_literal,
}
_REPEATED_KEYS: Final[_Columns] = {"k_later": array_literal, "k_earlier": array_literal}
_EVENTS: Final[_Columns] = {
    "e_command": array_literal,
    "e_nth": array_literal,
    "e_message": array_literal,
    "e_id": array_literal,
    "e_type": text_array_literal,
    "e_schema": array_literal,
    "e_occurred": time_array_literal,
    "e_topic": text_array_literal,
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
    """Return the arguments of `append_group`, in the order of its parameters.

    Raises `asyncpg.DataError` for a text that no column can hold.
    """
    commands: list[tuple[Any, ...]] = []
    events: list[tuple[Any, ...]] = []
    kept: list[bytes] = []
    told: list[bytes] = []
    last_of: dict[str, int] = {}
    repeated: list[tuple[int, int]] = []
    for ordinal, append in enumerate(group, start=1):
        messages = 0
        for nth, event in enumerate(append.events, start=1):
            message = event.message
            if message is None:
                number, topic = None, None
                told += (event.data, event.metadata, b"", b"")
            else:
                messages += 1
                number, topic = messages, message.topic
                told += (event.data, event.metadata, message.headers, message.value)
            events.append(
                (ordinal, nth, number, event.id, event.type, event.schema_version, event.occurred_at, topic)
            )
        expected, command, key = expected_version(append.expected), append.command, append.key
        commands.append((command.id, append.stream, key, expected, len(append.events), messages))
        kept += (command.request_hash, append.answer)
        if key in last_of:
            repeated.append((ordinal, last_of[key]))
        last_of[key] = ordinal
    return [
        *_arrays(_COMMANDS, commands),
        *_cut("c_bytes", kept),
        *_arrays(_REPEATED_KEYS, repeated),
        *_arrays(_EVENTS, events),
        *_cut("e_bytes", told),
        *_arrays(_DEADLINES, _deadlines(group)),
        *_arrays(_RESERVATIONS, _reservations(group)),
    ]


def outcomes(group: Sequence[Append], row: Record) -> Sequence[Appended | Refused]:
    """Return what the function's row says of each append."""
    nobody = [None] * len(group)
    columns = zip(
        *(row["verdict"], row["stream"], row["version"], row["published"], row["answer"]),
        *(row["kind"] or nobody, row["value"] or nobody),
        strict=True,
    )
    return [_outcome(append, *said) for append, said in zip(group, columns, strict=True)]


def _outcome(  # noqa: PLR0913, PLR0917 -- the columns of the answer
    append: Append,
    verdict: str,
    stream: str,
    version: int,
    published: int,
    answer: bytes,
    kind: str,
    value: str,
) -> Appended | Refused:
    match verdict:
        case "appended":
            return Appended(append.stream, version, published, append.answer)
        case "replayed":
            return Appended(stream, version, published, answer, replayed=True)
        case "command_reused":
            return CommandReused(append.command.id)
        case "wrong_version":
            wanted = expected_version(append.expected)
            return WrongVersion(append.stream, str(wanted) if wanted else "no stream", version)
        case "wrong_key":
            return WrongKey(append.stream)
        case "already_reserved":
            return AlreadyReserved(kind, value, stream)
        case _:
            raise AssertionError(f"append_group answered {verdict}")


def _arrays(columns: _Columns, rows: Sequence[tuple[Any, ...]]) -> list[Any]:
    if not rows:
        return [[] if literal is None else "{}" for literal in columns.values()]
    return [
        values if literal is None else written(name, literal, values)
        for (name, literal), values in zip(columns.items(), zip(*rows, strict=True), strict=True)
    ]


def _cut(name: str, parts: Sequence[bytes]) -> tuple[bytes, str]:
    """Return the parts end to end, and where each begins; the last place is the end."""
    try:
        return b"".join(parts), array_literal([0, *accumulate(map(len, parts))])
    except TypeError as error:
        raise asyncpg.DataError(f"{name}: {error}") from error


def _deadlines(group: Sequence[Append]) -> Sequence[tuple[Any, ...]]:
    return [
        _deadline(ordinal, change)
        for ordinal, append in enumerate(group, start=1)
        if append.deadlines
        for change in last_changes(append.deadlines)
    ]


def _reservations(group: Sequence[Append]) -> Sequence[tuple[Any, ...]]:
    return [
        (ordinal, reserve.kind, reserve.value)
        for ordinal, append in enumerate(group, start=1)
        if append.reservations
        for reserve in dict.fromkeys(append.reservations)
    ]


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
