"""One active relay per service: a session advisory lock on a direct connection.

Two relays at once would not lose a fact, since consumers skip what they have seen, but they would
send everything twice and out of step.
"""

import asyncio
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import asyncpg

from shared.kit.errors import Fenced
from shared.kit.outbox import bounds
from shared.kit.pauses import set_within
from shared.kit.postgres.failures import is_momentary
from shared.kit.postgres.pool import KEEPALIVES
from shared.kit.postgres.queries import load_queries

QUERIES: Final = load_queries(Path(__file__).parent / "sql" / "outbox.sql")

SESSION: Final = {
    **KEEPALIVES,
    "idle_session_timeout": str(bounds.IDLE_SESSION_MAX_MS),
    # A delete lost in a server crash only sends its rows again; waiting for the disk would cost
    # every batch a flush. Nothing else is written in this session.
    "synchronous_commit": "off",
}


class Lease:
    """The right to publish, as long as `check` says so. `connection` must be used for all writes under it."""

    def __init__(self, connection: asyncpg.Connection, name: str) -> None:
        self.connection = connection
        self._lock = (bounds.RELAY_LOCK_CLASS, zlib.crc32(name.encode()) & 0x7FFFFFFF)
        self._backend = 0

    async def take(self) -> bool:
        """Return whether this session is now the holder."""
        taken: bool = await self.connection.fetchval(QUERIES["take_lock"], *self._lock)
        self._backend = self.connection.get_server_pid()
        return taken

    async def check(self) -> None:
        """Return while the lock is held. Raises `Fenced` once it is not."""
        try:
            held = await self.connection.fetchval(QUERIES["holds_lock"], *self._lock, self._backend)
        except Exception as error:
            if not is_momentary(error):
                raise
            raise Fenced(f"the lock's session is gone ({type(error).__name__})") from error
        if not held:
            raise Fenced("the session no longer holds the lock; is there a pooler in between?")


@asynccontextmanager
async def leased(database_url: str, name: str, stop: asyncio.Event) -> AsyncIterator[Lease | None]:
    """Wait until this process is the one relay `name`; None when `stop` came first.

    The lock ends with the connection, so that leaving, dying and being cut off all free it.
    """
    connection = await asyncpg.connect(
        database_url,
        timeout=bounds.CONNECT_TIMEOUT_S,
        command_timeout=bounds.STATEMENT_TIMEOUT_S,
        server_settings={**SESSION, "application_name": f"{name}.relay"},
    )
    try:
        yield await _waited(Lease(connection, name), stop)
    finally:
        await _close(connection)


async def _waited(lease: Lease, stop: asyncio.Event) -> Lease | None:
    # Asking again, not pg_advisory_lock(): a statement that waits keeps its snapshot, and a standby
    # relay would hold back vacuum on the table that needs it most.
    while not stop.is_set():
        if await lease.take():
            return lease
        await set_within(stop, bounds.LEASE_RETRY_S)
    return None


async def _close(connection: asyncpg.Connection) -> None:
    try:
        await connection.close(timeout=1.0)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
        connection.terminate()
