"""Columns as the text of a PostgreSQL array, a tenth of the work that asyncpg has with their elements.

asyncpg asks of each element of an array whether it is an array itself, and brings each time to UTC
twice. JSON's text of a list is that of an array in other brackets, but for what is mended here.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC
from typing import Any, Final
from uuid import UUID

import asyncpg
import msgspec

_ENCODE = msgspec.json.Encoder().encode
_OTHER_ESCAPE = re.compile(rb'\\[^"\\]')
_SHIELDED = str.maketrans({"\\": r"\\", '"': r"\""})

Literal = Callable[[Sequence[Any]], str]


def array_literal(values: Sequence[int | UUID | None]) -> str:
    """Return whole numbers, truth values or UUIDs as the text of an array."""
    return f"{{{_ENCODE(values)[1:-1].decode()}}}"


def text_array_literal(values: Sequence[str | None]) -> str:
    """Return texts as the text of an array."""
    encoded = _ENCODE(values)
    if _OTHER_ESCAPE.search(encoded):
        # To PostgreSQL a backslash means the character behind it, so JSON's \n would be an n.
        shielded = ("null" if value is None else f'"{value.translate(_SHIELDED)}"' for value in values)
        return f"{{{','.join(shielded)}}}"
    return f"{{{encoded[1:-1].decode()}}}"


def time_array_literal(values: Sequence[Any]) -> str:
    """Return aware times as the text of an array."""
    if any(value is not None and value.tzinfo is not UTC for value in values):
        # Any other zone comes to UTC first: an offset's seconds are not written out.
        values = [None if value is None else value.astimezone(UTC) for value in values]
    return array_literal(values)


LITERALS: Final[Mapping[str, Literal]] = {
    "smallint": array_literal,
    "integer": array_literal,
    "bigint": array_literal,
    "boolean": array_literal,
    "text": text_array_literal,
    "timestamptz": time_array_literal,
}
"""By type of the elements. Not floating point: JSON has neither infinity nor NaN."""


def written(name: str, literal: Literal, values: Sequence[Any]) -> str:
    """Return the column `name` as text. Raises `asyncpg.DataError`, as if PostgreSQL had refused it."""
    try:
        return literal(values)
    except (TypeError, ValueError, OverflowError) as error:
        raise asyncpg.DataError(f"{name}: {error}") from error
