"""`services/<service>/sql/schema.txt` is what the migrations make: the page to read before a change.

After a new migration, `WRITE_SCHEMA=1 make test ARGS=tests/house/test_schema.py` writes it anew.
"""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from shared.contracts.topics import SERVICES
from shared.kit.postgres.describe import describe
from tests.support.databases import connected

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("service", SERVICES)
async def test_the_schema_is_the_sum_of_the_migrations(service: str, database: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", f"services.{service}", "migrate"),
        cwd=ROOT,
        env={**os.environ, f"{service.upper()}_DATABASE_URL": database},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    assert process.returncode == 0, output.decode()
    async with connected(database) as connection:
        made = await describe(connection)
    page = ROOT / "services" / service / "sql" / "schema.txt"
    if os.environ.get("WRITE_SCHEMA"):
        page.parent.mkdir(exist_ok=True)
        page.write_text(made)
    assert page.read_text() == made


async def test_a_schema_that_differs_is_noticed(database: str) -> None:
    async with connected(database) as connection:
        before = await describe(connection)
        await connection.execute("CREATE TABLE added (id int PRIMARY KEY)")
        with_table = await describe(connection)
        await connection.execute("CREATE INDEX added_again ON added (id)")
        assert len({before, with_table, await describe(connection)}) == 3
