"""Waiting for a condition, with a deadline: what tests do instead of sleeping."""

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, overload

PAUSE_S = 0.02
WITHIN_S = 25.0
"""Long enough for a process to start on a busy machine; only what never comes true waits so long."""

T = TypeVar("T")


@overload
async def eventually(check: Callable[[], Awaitable[T]], within_s: float = WITHIN_S) -> T: ...
@overload
async def eventually(check: Callable[[], T], within_s: float = WITHIN_S) -> T: ...
async def eventually(check: Callable[[], Any], within_s: float = WITHIN_S) -> Any:
    """The first truthy answer of the check (plain or async); an assertion in it may fail until the deadline.

    Raises: AssertionError of the last try, or one that names the check.
    """
    deadline = time.monotonic() + within_s
    while True:
        failure: AssertionError | None = None
        try:
            answer = check()
            if inspect.isawaitable(answer):
                answer = await answer
            if answer:
                return answer
        except AssertionError as error:
            failure = error
        if time.monotonic() > deadline:
            name = getattr(check, "__qualname__", repr(check))
            raise failure or AssertionError(f"{name} stayed untrue for {within_s} s")
        await asyncio.sleep(PAUSE_S)
