"""The reporting schema is a contract: its shape, its words, and who may read it."""

import json
from pathlib import Path

import asyncpg
import pytest

from shared.kit.postgres.pool import Pool
from tests.scoring.facts import day
from tests.scoring.projections import BOARD, Log, opened, project
from tests.scoring.sayings import captured

SNAPSHOT = json.loads(Path(__file__).with_name("reporting_views.json").read_text())


async def test_the_views_are_what_dashboards_were_promised(pool: Pool) -> None:
    rows = await pool.fetch(
        "SELECT table_name, column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = 'reporting' ORDER BY table_name, ordinal_position"
    )
    shape: dict[str, dict[str, str]] = {}
    for row in rows:
        shape.setdefault(row["table_name"], {})[row["column_name"]] = row["data_type"]
    assert shape == SNAPSHOT, "views only grow: add columns at the end and snapshot them"


async def test_every_view_and_column_is_described_in_chinese_and_english(pool: Pool) -> None:
    rows = await pool.fetch(
        "SELECT c.relname || coalesce('.' || a.attname, '') AS name, d.description"
        " FROM pg_class AS c"
        " LEFT JOIN LATERAL (SELECT 0 AS attnum, NULL AS attname UNION ALL"
        "   SELECT attnum, attname FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0) AS a ON true"
        " LEFT JOIN pg_description AS d ON d.objoid = c.oid AND d.objsubid = a.attnum"
        " WHERE c.relnamespace = 'reporting'::regnamespace AND c.relkind = 'v'"
    )
    assert len(rows) > 60
    for row in rows:
        assert " | " in (row["description"] or ""), row["name"]
        chinese = row["description"].split(" | ")[0]
        assert any("\u4e00" <= character <= "\u9fff" for character in chinese), row["name"]


async def test_the_reporting_role_reads_the_views_and_nothing_else(
    pool: Pool,
) -> None:
    log, projector = Log(), await opened(pool, BOARD)
    await project(projector, [log.say(captured(), day(1))])
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("SET LOCAL ROLE reporting_ro")
        assert await connection.fetchval("SELECT count(*) FROM reporting.customer_board_v1") == 1
        assert await connection.fetchval("SELECT count(*) FROM reporting.customer_spending_v1") == 0
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.fetchval("SELECT count(*) FROM board.customers")
    await projector.close()
