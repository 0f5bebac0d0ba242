"""Migrations on a real Postgres: once, in order, one runner at a time, nothing half done."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from shared.kit.postgres.migrate import migrate, pending, version
from shared.kit.postgres.migrations import BrokenMigrations
from tests.support.databases import connected


def _folder(root: Path, owner: str, **files: str) -> Path:
    folder = root / owner / "sql" / "migrations"
    folder.mkdir(parents=True, exist_ok=True)
    for name, sql in files.items():
        (folder / f"{name}.sql").write_text(sql, encoding="utf-8")
    return folder


async def _value(dsn: str, sql: str) -> object:
    async with connected(dsn) as connection:
        return await connection.fetchval(sql)


async def test_folders_run_in_the_given_order_and_only_once(database: str, tmp_path: Path) -> None:
    kit = _folder(tmp_path, "kit", **{"0001_pre_b": "CREATE TABLE b (n int)"})
    leads = _folder(tmp_path, "leads", **{"0001_pre_a": "INSERT INTO b VALUES (1)"})

    assert await migrate(database, [kit, leads]) == ["kit/0001_pre_b.sql", "leads/0001_pre_a.sql"]
    assert await migrate(database, [kit, leads]) == []
    assert await _value(database, "SELECT count(*) FROM b") == 1


async def test_two_runners_at_once_apply_everything_once(database: str, tmp_path: Path) -> None:
    folder = _folder(
        tmp_path, "kit", **{"0001_pre_a": "CREATE TABLE a (n int)", "0002_pre_b": "INSERT INTO a VALUES (1)"}
    )
    ran = await asyncio.gather(migrate(database, [folder]), migrate(database, [folder]))
    assert sorted(map(len, ran)) == [0, 2]
    assert await _value(database, "SELECT count(*) FROM a") == 1


async def test_a_failing_file_is_undone_and_those_before_it_stand(database: str, tmp_path: Path) -> None:
    folder = _folder(
        tmp_path,
        "kit",
        **{"0001_pre_a": "CREATE TABLE a (n int)", "0002_pre_b": "CREATE TABLE b (n int); SELECT 1 / 0"},
    )
    with pytest.raises(asyncpg.DivisionByZeroError):
        await migrate(database, [folder])
    assert await _value(database, "SELECT to_regclass('a') IS NOT NULL AND to_regclass('b') IS NULL")

    (folder / "0002_pre_b.sql").write_text("CREATE TABLE b (n int)", encoding="utf-8")
    assert await migrate(database, [folder]) == ["kit/0002_pre_b.sql"]


async def test_a_file_changed_after_it_ran_is_refused(database: str, tmp_path: Path) -> None:
    folder = _folder(tmp_path, "kit", **{"0001_pre_a": "CREATE TABLE a (n int)"})
    await migrate(database, [folder])
    (folder / "0001_pre_a.sql").write_text("CREATE TABLE a (m int)", encoding="utf-8")
    with pytest.raises(BrokenMigrations, match=r"kit/0001_pre_a\.sql was changed"):
        await migrate(database, [folder])


async def test_an_index_can_be_built_outside_a_transaction(database: str, tmp_path: Path) -> None:
    folder = _folder(
        tmp_path,
        "kit",
        **{
            "0001_pre_a": "CREATE TABLE a (n int)",
            "0002_pre_i": "-- no-transaction\nCREATE INDEX CONCURRENTLY IF NOT EXISTS a_n ON a (n)",
        },
    )
    await migrate(database, [folder])
    assert await _value(database, "SELECT to_regclass('a_n') IS NOT NULL")


async def test_readiness_waits_for_pre_and_not_for_post(database: str, tmp_path: Path) -> None:
    folder = _folder(
        tmp_path, "kit", **{"0001_pre_a": "CREATE TABLE a (n int)", "0002_post_a": "DROP TABLE a"}
    )
    async with connected(database) as connection:
        assert await pending(connection, [folder]) == ["kit/0001_pre_a.sql"]
        assert await version(connection) == "none"
        await migrate(database, [folder], phase="pre")
        assert await pending(connection, [folder]) == []
        assert await version(connection) == "kit/0001_pre_a.sql"
        assert await migrate(database, [folder]) == ["kit/0002_post_a.sql"]


async def test_every_file_runs_under_both_timeouts(database: str, tmp_path: Path) -> None:
    bounds = "current_setting('lock_timeout') || ' ' || current_setting('statement_timeout')"
    await migrate(
        database, [_folder(tmp_path, "kit", **{"0001_pre_a": f"CREATE TABLE a AS SELECT {bounds}"})]
    )
    assert await _value(database, "SELECT * FROM a") == "4s 5s"


async def test_a_migration_that_got_no_lock_can_be_run_again(database: str, tmp_path: Path) -> None:
    folder = _folder(tmp_path, "kit", **{"0001_pre_a": "CREATE TABLE a (n int)"})
    await migrate(database, [folder])
    _folder(tmp_path, "kit", **{"0002_pre_a": "SET LOCAL lock_timeout = 50; ALTER TABLE a ADD m int"})
    async with connected(database) as reader, reader.transaction():
        await reader.fetch("SELECT * FROM a")
        with pytest.raises(asyncpg.LockNotAvailableError):
            await migrate(database, [folder])
    assert await migrate(database, [folder]) == ["kit/0002_pre_a.sql"]


@pytest.mark.parametrize("names", [("1_pre_a",), ("0001_a",), ("0001_pre_a", "0001_post_b")])
async def test_a_file_name_out_of_form_is_refused(
    database: str, tmp_path: Path, names: tuple[str, ...]
) -> None:
    folder = _folder(tmp_path, "kit", **dict.fromkeys(names, "SELECT 1"))
    with pytest.raises(BrokenMigrations):
        await migrate(database, [folder])
