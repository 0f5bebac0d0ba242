"""What the framework's JSON reader lets through and nothing behind it can keep.

Python's reader takes NaN, numbers beyond a double, half surrogate pairs and UTF-16, and JSON itself
allows a NUL in a text, which Postgres has no place for. Each would be a stored fact that cannot be
read back as it was sent.
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from shared.kit.http.problems import HttpProblem

_SUSPECT = (b"\\u", b"\x00", b"NaN", b"Infinity")
_HUGE = re.compile(rb"[eE]\+?[0-9]{3}")
_NUL = "\x00"


def refuse_unkeepable(body: bytes) -> None:
    """The body holds nothing of the kind, or `HttpProblem` is raised. Costs a search for most bodies."""
    if not any(mark in body for mark in _SUSPECT) and not _HUGE.search(body):
        return
    try:
        value = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise HttpProblem("malformed_json", str(error)) from error
    found = next(_nul(value, ""), None)
    if found is not None:
        fault = {"in": "body", "pointer": found, "code": "nul_character", "detail": "NUL is not allowed"}
        raise HttpProblem("invalid", errors=[fault])


def _nul(value: Any, pointer: str) -> Iterator[str]:
    match value:
        case str():
            if _NUL in value:
                yield pointer
        case list():
            for index, item in enumerate(value):
                yield from _nul(item, f"{pointer}/{index}")
        case dict():
            for name, item in value.items():
                if _NUL in name:
                    yield pointer
                yield from _nul(item, f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}")
