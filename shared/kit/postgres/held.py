"""One connection of a pool, held from use to use: what runs often pays no checkout and no reset."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, cast

import asyncpg

from shared.kit.postgres.pool import ACQUIRE_TIMEOUT_S, Connection, Pool

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy


class HeldConnection:
    """For one user at a time. `first` is executed on each connection that is taken."""

    def __init__(self, pool: Pool, first: str = "", *arguments: object) -> None:
        self._pool, self._first, self._arguments = pool, first, arguments
        self._connection: Connection | None = None

    @asynccontextmanager
    async def use(self) -> AsyncIterator[Connection]:
        """Yield the connection; a body that raises gives it back, and the next use takes another."""
        try:
            if self._connection is None:
                self._connection = await self._pool.acquire(timeout=ACQUIRE_TIMEOUT_S)
                if self._first:
                    await self._connection.execute(self._first, *self._arguments)
            yield self._connection
        except BaseException:
            # Whatever broke, the next use begins with a connection that is known to be good.
            await self.give_back()
            raise

    async def give_back(self) -> None:
        """The pool has it again, unlocked and reset."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(OSError, TimeoutError, asyncpg.InterfaceError, asyncpg.PostgresError):
                await self._pool.release(cast("PoolConnectionProxy[asyncpg.Record]", connection))
