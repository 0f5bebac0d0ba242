"""What readers are told of where a projection stands, and who may run it."""

import asyncio

import pytest

from shared.kit.errors import Unavailable
from shared.kit.postgres.pool import Pool
from shared.kit.projection import schema
from shared.kit.projection.status import status, wait_for
from tests.support.eventually import eventually
from tests.support.projecting import TALLIES, pairs
from tests.support.projection_stage import Stage, live, stage
from tests.support.tally import Tally, counted

__all__ = ["stage"]


async def test_a_reader_waits_until_its_own_write_is_seen(stage: Stage) -> None:
    async with live(stage, Tally()):
        waiting = asyncio.create_task(
            wait_for(stage.pool, Tally(), "k", "orders", 2, timeout_s=20),
        )
        await stage.send([counted("k", 1), counted("k", 2)])
        await waiting
    assert await pairs(stage.pool, TALLIES) == {"k": 2}
    with pytest.raises(Unavailable, match="not seen"):
        await wait_for(stage.pool, Tally(), "k", "orders", 3, timeout_s=0.02)


async def test_a_reader_is_not_kept_waiting_for_a_key_that_stands_still(stage: Stage) -> None:
    await stage.send([counted("k", 1), counted("k", 3)])
    async with live(stage, Tally()):
        with pytest.raises(Unavailable, match="stands still"):
            await eventually(lambda: wait_for(stage.pool, Tally(), "k", "orders", 3, timeout_s=10))
    standing = await status(stage.pool, Tally())
    assert (standing["parked_keys"], standing["letters_waiting"]) == (1, 1)


async def test_a_projection_is_run_by_a_role_that_cannot_change_its_schema(pool: Pool) -> None:
    await pool.execute("CREATE ROLE toy_runtime")
    try:
        async with pool.acquire() as connection, connection.transaction():
            await schema.ensure(connection, Tally(), grant_to="toy_runtime")
            await connection.execute("SET LOCAL ROLE toy_runtime")
            await connection.execute("DELETE FROM tally.tally")
            assert not await connection.fetchval("SELECT has_schema_privilege('tally', 'CREATE')")
    finally:
        await pool.execute("DROP OWNED BY toy_runtime; DROP ROLE toy_runtime")
