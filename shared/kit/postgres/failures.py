"""Which of Postgres' and the driver's errors are the moment's fault, as one table."""

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from shared.kit.errors import Unavailable

MOMENTARY: tuple[type[Exception], ...] = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.TransactionRollbackError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.LockNotAvailableError,
    asyncpg.ReadOnlySQLTransactionError,
)
"""The connection broke, the server is starting, stopping, full or read-only, or a lock was in the way."""


def is_momentary(error: BaseException) -> bool:
    """Whether the same call may succeed later.

    What the driver says of a wrong configuration is both an `InterfaceError` and a `ValueError`:
    it will come back every time, and is not momentary.
    """
    return isinstance(error, MOMENTARY) and not isinstance(error, ValueError)


@contextmanager
def momentary_as_unavailable(what: str) -> Iterator[None]:
    """A momentary failure inside leaves as `Unavailable`, with its cause; every other as it is."""
    try:
        yield
    except Exception as error:
        if is_momentary(error):
            raise Unavailable(f"{what}: {type(error).__name__}") from error
        raise
