"""Databases for one test each, on whatever server the run has."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

import asyncpg

ROLES = Path("deploy/postgres/roles.sql")

T = TypeVar("T")


def run_apart(work: Coroutine[Any, Any, T]) -> T:
    """The coroutine's result, from a thread with its own loop, so that plain fixtures may wait for it."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def of_database(server_url: str, name: str) -> str:
    """The server's URL with another database."""
    return urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))


async def make_roles(server_url: str, root: Path) -> None:
    """The roles of the four services exist, as migrations grant to them."""
    await execute(server_url, (root / ROLES).read_text())


async def create(server_url: str) -> str:
    """The URL of a new empty database."""
    name = f"test_{secrets.token_hex(6)}"
    await execute(server_url, f"CREATE DATABASE {name} TEMPLATE template0")
    return of_database(server_url, name)


async def copy_of(database_url: str, server_url: str) -> str:
    """The URL of a new database with all that this one holds now; nobody may be connected to it."""
    name = f"test_{secrets.token_hex(6)}"
    await execute(server_url, f"CREATE DATABASE {name} TEMPLATE {_name(database_url)}")
    return of_database(server_url, name)


async def drop(database_url: str, server_url: str) -> None:
    """The database is gone, whoever is still connected."""
    await execute(server_url, f"DROP DATABASE IF EXISTS {_name(database_url)} WITH (FORCE)")


def _name(database_url: str) -> str:
    return urlsplit(database_url).path.removeprefix("/")


@asynccontextmanager
async def connected(url: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """Yield a connection, which is closed behind the block."""
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


async def execute(url: str, statement: str, *arguments: object) -> None:
    """The statement is carried out on a connection of its own."""
    async with connected(url) as connection:
        await connection.execute(statement, *arguments)
