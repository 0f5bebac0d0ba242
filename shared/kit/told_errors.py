"""Errors as a log may tell them: what kind, where, and the text only where it cannot hold a person's data.

A database's text quotes the row that it refused, a validator's the value, an `int()` its argument.
So the list says whose text is told, not whose is kept back: a library added next year is quiet
until named. The frames are always told; they are our source.
"""

from collections.abc import Iterator
from traceback import format_tb
from typing import Final

import asyncpg
from aiokafka.errors import KafkaError

from shared.kit.errors import KitError

FRAMES_MAX: Final = 30
"""Of one error, the innermost."""

TEXT_CHARACTERS_MAX: Final = 500

_TOLD: Final = (
    KitError,
    KafkaError,
    OSError,
    asyncpg.InterfaceError,
    # These speak of code: of types, names and states.
    AssertionError,
    AttributeError,
    ImportError,
    NameError,
    NotImplementedError,
    RuntimeError,
    TypeError,
)
_ABOUT_VALUES: Final = ("22", "23")
"""The SQLSTATE classes whose text quotes a value: data exceptions and violated constraints."""


def told(error: BaseException) -> str:
    """Return the error in one line, without the values that it is about."""
    name = type(error).__qualname__
    text = _postgres(error) if isinstance(error, asyncpg.PostgresError) else _text(error)
    return f"{name}: {text[:TEXT_CHARACTERS_MAX]}" if text else name


def traced(error: BaseException) -> str:
    """Return the error with its frames, after the errors that led to it."""
    return "\n".join(
        part
        for one in _chain(error)
        for part in ("".join(format_tb(one.__traceback__, -FRAMES_MAX)) + told(one), *_within(one))
    )


def _within(error: BaseException) -> Iterator[str]:
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            yield f"within {type(error).__qualname__}:\n{traced(one)}"


def _text(error: BaseException) -> str:
    return str(error) if isinstance(error, _TOLD) else ""


def _postgres(error: asyncpg.PostgresError) -> str:
    state = error.sqlstate or ""
    if not state.startswith(_ABOUT_VALUES):
        # The first argument alone: DETAIL, which str() adds, quotes rows whatever the class.
        return f"{state} {error.args[0] if error.args else ''}".strip()
    about = (getattr(error, f"{what}_name", None) for what in ("table", "column", "constraint"))
    return " ".join([state, *(name for name in about if name)])


def _chain(error: BaseException) -> list[BaseException]:
    """Return the error and what led to it, the first cause first, as Python would print them."""
    chain: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in chain:
        chain.append(following)
        hidden = following.__suppress_context__
        following = following.__cause__ or (None if hidden else following.__context__)
    return chain[::-1]
