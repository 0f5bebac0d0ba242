"""Applies migrations, one runner at a time, each file in a transaction of its own.

Every statement gets `LOCK_TIMEOUT_MS` to obtain its locks: a statement queueing behind a long
transaction makes every later reader queue behind itself, which is an outage.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import asyncpg

from shared.kit.errors import Unavailable
from shared.kit.postgres.migrations import Migration, Phase, collect, outstanding
from shared.kit.postgres.pool import Connection
from shared.kit.postgres.queries import load_queries

LOCK_TIMEOUT_MS = 4_000
STATEMENT_TIMEOUT_MS = 5_000
OTHER_RUNNER_WAIT_S = 60.0
OTHER_RUNNER_POLL_S = 0.2
CONNECT_TIMEOUT_S = 5.0

_SQL = load_queries(Path(__file__).with_name("sql") / "migrate.sql")


async def migrate(
    dsn: str, folders: Sequence[Path], *, phase: Phase | None = None, runtime_role: str | None = None
) -> list[str]:
    """Everything outstanding in `folders` is applied, in order; returns the labels of what ran now.

    `phase` limits the run to `pre` or `post` files. `runtime_role` is the role the service runs as
    and must exist; by default it is the migrating role's name without `_owner`, if that role
    exists, and otherwise none is granted anything. Migrations read it as the setting
    `tuoke.runtime_role` (empty: none). Safe to repeat and to run from several processes at once;
    a failing file leaves everything before it applied, and itself undone.

    Raises `BrokenMigrations` and `Unavailable`.
    """
    migrations = [m for m in collect(folders) if phase in (None, m.phase)]
    connection = await asyncpg.connect(dsn, timeout=CONNECT_TIMEOUT_S)
    try:
        await _become_only_runner(connection)
        try:
            await _prepare(connection, runtime_role)
            waiting = outstanding(migrations, await _applied(connection))
            for migration in waiting:
                await _apply(connection, migration)
            return [migration.label for migration in waiting]
        finally:
            await connection.execute(_SQL["unlock"])
    finally:
        await connection.close()


async def pending(connection: Connection, folders: Sequence[Path]) -> list[str]:
    """Return the labels of `pre` migrations that this code needs and the database has not seen.

    A service is ready only when there are none. Outstanding `post` files do not count: they wait
    for the old code to be gone.
    """
    wanted = [m for m in collect(folders) if m.phase == "pre"]
    return [m.label for m in outstanding(wanted, await _applied(connection))]


async def version(connection: Connection) -> str:
    """Return the label of the last migration by name of the last owner, or `none`."""
    return max(await _applied(connection), default="none")


async def _become_only_runner(connection: Connection) -> None:
    # Polled, not awaited: a session that waits inside pg_advisory_lock() holds a snapshot, and
    # CREATE INDEX CONCURRENTLY of the runner at work waits for all older snapshots: a deadlock.
    try:
        async with asyncio.timeout(OTHER_RUNNER_WAIT_S):
            while not await connection.fetchval(_SQL["try_lock"]):  # noqa: ASYNC110 -- the lock has no event
                await asyncio.sleep(OTHER_RUNNER_POLL_S)
    except TimeoutError as error:
        raise Unavailable(f"another migration has been running for {OTHER_RUNNER_WAIT_S} s") from error


async def _prepare(connection: Connection, runtime_role: str | None) -> None:
    role = runtime_role or await connection.fetchval(_SQL["default_runtime_role"]) or ""
    await connection.execute(_SQL["session_setting"], "tuoke.runtime_role", role)
    if role:
        await connection.execute(_SQL["grant_to_runtime_role"])
    await connection.execute("SET client_min_messages TO warning")
    await connection.execute(_SQL["create_ledger"])
    if role:
        await connection.execute(_SQL["narrow_ledger"])


async def _applied(connection: Connection) -> dict[str, str]:
    if not await connection.fetchval(_SQL["ledger_exists"]):
        return {}
    rows = await connection.fetch(_SQL["applied"])
    return {f"{row['owner']}/{row['name']}": row["checksum"] for row in rows}


async def _apply(connection: Connection, migration: Migration) -> None:
    if not migration.transactional:
        # No statement timeout: an index built concurrently stands in nobody's way and takes long.
        # A crash before the ledger row runs the file again, so it must bear running twice.
        await connection.execute(_SQL["session_setting"], "lock_timeout", str(LOCK_TIMEOUT_MS))
        await connection.execute(migration.sql)
        await connection.execute(_SQL["record"], migration.owner, migration.name, migration.checksum)
        return
    # The ledger row commits with the change itself: neither can be there without the other.
    async with connection.transaction():
        await connection.execute(_SQL["transaction_setting"], "lock_timeout", str(LOCK_TIMEOUT_MS))
        await connection.execute(_SQL["transaction_setting"], "statement_timeout", str(STATEMENT_TIMEOUT_MS))
        await connection.execute(migration.sql)
        await connection.execute(_SQL["record"], migration.owner, migration.name, migration.checksum)
