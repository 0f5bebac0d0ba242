"""A projection's schema: made once by a migration, or beside the live one by a rebuild."""

from pathlib import Path
from typing import Any, Final

from shared.kit.postgres.pool import Connection
from shared.kit.projection.compose import QUERIES, schema_name, search_path
from shared.kit.projection.fingerprint import fingerprint
from shared.kit.projection.port import ReadModel, Viewed

_KIT_DDL: Final = (Path(__file__).parent / "sql" / "schema.sql").read_text(encoding="utf-8")


async def exists(connection: Connection, schema: str) -> bool:
    """Return whether the schema is there."""
    there: bool = await connection.fetchval(QUERIES["schema_exists"], schema)
    return there


async def ensure(connection: Connection, model: ReadModel[Any], *, grant_to: str | None = None) -> bool:
    """The live schema is there, with its views; returns whether it was made now. Safe to repeat.

    `grant_to` is the role that runs the projector, if that is not the role of this connection.
    """
    async with connection.transaction():
        if await exists(connection, model.name):
            return False
        await create(connection, model, model.name, grant_to=grant_to)
        await create_views(connection, model)
    return True


async def create(
    connection: Connection, model: ReadModel[Any], schema: str, *, grant_to: str | None = None
) -> None:
    """An empty projection stands in `schema`; within the caller's transaction."""
    await connection.execute(f"CREATE SCHEMA {schema_name(schema)}")
    await connection.execute(search_path(schema, local=True))
    await connection.execute(_KIT_DDL)
    await connection.execute(model.ddl)
    await connection.execute(QUERIES["set_fingerprint"], fingerprint(model))
    if grant_to is not None:
        await connection.execute(QUERIES["grant"], grant_to)


async def create_views(connection: Connection, model: ReadModel[Any]) -> None:
    """The model's views read the live schema's tables; within the caller's transaction."""
    if isinstance(model, Viewed):
        await connection.execute(search_path(model.name, local=True))
        await connection.execute(model.views)


async def drop(connection: Connection, schema: str) -> None:
    """The schema is gone, with all it held."""
    await connection.execute(f"DROP SCHEMA IF EXISTS {schema_name(schema)} CASCADE")


async def rename(connection: Connection, schema: str, to: str) -> None:
    """The schema has another name; the rights on it and its tables are as before."""
    await connection.execute(f"ALTER SCHEMA {schema_name(schema)} RENAME TO {schema_name(to)}")
