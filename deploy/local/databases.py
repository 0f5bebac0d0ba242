"""Roles, databases and access of the four services on whatever server serves; safe to run again."""

from pathlib import Path

import asyncpg

from deploy.local.refusal import Refusal
from deploy.local.secret_values import SecretValues

SQL = Path(__file__).parents[1] / "postgres"
CONNECT_TIMEOUT_S = 10


async def ensure_databases(superuser_url: str, values: SecretValues) -> str:
    """Every role has its password, every service its database that no other role enters.

    Returns a text that is another one for other databases, even of the same names.

    Raises: Refusal when the server cannot be reached or does not let us.
    """
    try:
        connection = await asyncpg.connect(superuser_url, timeout=CONNECT_TIMEOUT_S)
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        raise Refusal(f"PostgreSQL cannot be reached with the URL given: {error}.") from error
    try:
        await connection.execute((SQL / "roles.sql").read_text())
        await _set_passwords(connection, values)
        for statement in _statements(SQL / "databases.sql"):
            try:
                await connection.execute(statement)
            except asyncpg.DuplicateDatabaseError:
                continue
        for statement in _statements(SQL / "access.sql"):
            await connection.execute(statement)
        return str(await connection.fetchval((SQL / "identity.sql").read_text()))
    except asyncpg.PostgresError as error:
        raise Refusal(f"PostgreSQL refused to make the databases: {error}.") from error
    finally:
        await connection.close()


async def _set_passwords(connection: "asyncpg.Connection[asyncpg.Record]", values: SecretValues) -> None:
    for role, password in values.passwords.items():
        # ALTER ROLE takes no parameters; the server itself quotes the two words.
        statement = await connection.fetchval(
            "SELECT format('ALTER ROLE %I PASSWORD %L', $1::text, $2::text)", role, password
        )
        await connection.execute(statement)


def _statements(path: Path) -> list[str]:
    return [line for line in path.read_text().splitlines() if line and not line.startswith("--")]
