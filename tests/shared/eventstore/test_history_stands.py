"""Who may do what to the store's tables."""

import secrets
from collections.abc import AsyncIterator

import asyncpg
import pytest

from shared.kit.eventstore import MIGRATIONS
from shared.kit.eventstore.postgres import PostgresEventStore
from shared.kit.postgres.migrate import migrate, pending
from shared.kit.postgres.pool import opened_pool
from tests.support.databases import connected
from tests.support.eventstore_subject import append, event

REWRITING = ["UPDATE events SET data = ''", "DELETE FROM events", "TRUNCATE events"]


@pytest.fixture
async def role(postgres_url: str) -> AsyncIterator[str]:
    """A runtime role and its owner; dropped after the database."""
    name = f"tests_{secrets.token_hex(4)}"
    async with connected(postgres_url) as server:
        await server.execute(f"CREATE ROLE {name}; CREATE ROLE {name}_owner")
    yield name
    async with connected(postgres_url) as server:
        await server.execute(f"DROP ROLE {name}; DROP ROLE {name}_owner")


@pytest.fixture
async def service_url(role: str, database: str) -> str:
    """The database as the runtime role sees it, migrated by its owner."""
    async with connected(database) as server:
        name = await server.fetchval("SELECT current_database()")
        await server.execute(f"ALTER DATABASE {name} OWNER TO {role}_owner")
    await migrate(f"{database}?role={role}_owner", [MIGRATIONS])
    return f"{database}?role={role}"


async def test_the_runtime_role_can_do_its_work(service_url: str) -> None:
    async with opened_pool(service_url, application_name="tests") as pool:
        store = PostgresEventStore(pool)
        await store.append(append("s", event()))
        await pool.execute("DELETE FROM outbox")
        await pool.execute("DELETE FROM deadlines")
        async with pool.acquire() as connection:
            assert await pending(connection, [MIGRATIONS]) == []


@pytest.mark.parametrize("statement", [*REWRITING, "DELETE FROM schema_migrations", "CREATE TABLE t (n int)"])
async def test_the_runtime_role_cannot_rewrite_history_or_the_schema(
    service_url: str, statement: str
) -> None:
    async with connected(service_url) as service:
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied"):
            await service.execute(statement)


@pytest.mark.parametrize("statement", REWRITING)
async def test_nobody_rewrites_history_by_a_slip(service_url: str, database: str, statement: str) -> None:
    del service_url
    async with connected(database) as superuser:
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="events are never changed"):
            await superuser.execute(statement)


@pytest.mark.parametrize("statement", REWRITING)
async def test_without_the_revoked_rights_and_the_trigger_history_is_rewritten(
    service_url: str, database: str, statement: str
) -> None:
    role = service_url.rpartition("=")[2]
    async with opened_pool(service_url, application_name="tests") as pool:
        await PostgresEventStore(pool).append(append("s", event()))
    async with connected(database) as superuser, connected(service_url) as service:
        await superuser.execute(f"GRANT ALL ON events TO {role}")
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="events are never changed"):
            await service.execute(statement)
        await superuser.execute("DROP TRIGGER events_never_change ON events")
        await service.execute(statement)
        assert not await superuser.fetchval("SELECT count(*) FROM events WHERE data <> ''")
