"""The connection pool of a process: opened and closed in one place, every bound with a name."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from shared.kit.postgres.pool_numbers import shown

if TYPE_CHECKING:
    Pool: TypeAlias = asyncpg.Pool[asyncpg.Record]
    Connection: TypeAlias = asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]
    Record: TypeAlias = asyncpg.Record
else:  # asyncpg's classes are generic in its stubs only
    Pool = asyncpg.Pool
    Connection = asyncpg.Connection | PoolConnectionProxy
    Record = asyncpg.Record

ACQUIRE_TIMEOUT_S = 5.0
"""How long a request waits for a free connection: `pool.acquire(timeout=ACQUIRE_TIMEOUT_S)`. By itself
asyncpg waits for ever, and every bound above it would be one in name only."""

KEEPALIVES: Final = {"tcp_keepalives_idle": "5", "tcp_keepalives_interval": "5", "tcp_keepalives_count": "3"}
"""The server's kernel asks a silent peer after 5 s, and gives it up after 20. By default it keeps a dead
machine's session, and with it the locks by which one process of many works, for two hours."""


@dataclass(frozen=True, slots=True)
class PoolBounds:
    """How much of Postgres one process may hold, and how long it waits for an answer.

    `idle_in_transaction_ms` ends a transaction whose owner forgot it: an advisory lock or a row
    lock held by a hung process would stop every writer of its key.
    """

    size_min: int = 1
    size_max: int = 8
    connect_timeout_s: float = 5.0
    command_timeout_s: float = 15.0
    statement_timeout_ms: int = 15_000
    idle_in_transaction_ms: int = 30_000
    statements_cached_max: int = 256
    idle_connection_s: float = 300.0
    close_timeout_s: float = 5.0


@asynccontextmanager
async def opened_pool(
    dsn: str, *, application_name: str, bounds: PoolBounds | None = None
) -> AsyncIterator[Pool]:
    """Yield a pool that speaks UTC and names itself; afterwards every connection is closed.

    Connections still busy after `close_timeout_s` are cut: an append cut in flight is either
    committed or not, and is safe to repeat.
    """
    limits = bounds or PoolBounds()
    pool = await asyncpg.create_pool(
        dsn,
        min_size=limits.size_min,
        max_size=limits.size_max,
        timeout=limits.connect_timeout_s,
        command_timeout=limits.command_timeout_s,
        statement_cache_size=limits.statements_cached_max,
        max_inactive_connection_lifetime=limits.idle_connection_s,
        server_settings={
            **KEEPALIVES,
            "application_name": application_name,
            "timezone": "UTC",
            "statement_timeout": str(limits.statement_timeout_ms),
            "idle_in_transaction_session_timeout": str(limits.idle_in_transaction_ms),
        },
    )
    try:
        with shown(pool, application_name):
            yield pool
    finally:
        try:
            async with asyncio.timeout(limits.close_timeout_s):
                await pool.close()
        except TimeoutError:
            pool.terminate()
