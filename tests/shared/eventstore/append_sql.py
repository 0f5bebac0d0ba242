"""The append function, called by hand on a connection of one's own, with its lock and without."""

import re
from collections.abc import Awaitable, Callable

from shared.kit.eventstore import MIGRATIONS
from shared.kit.eventstore.arrays import arguments, outcomes
from shared.kit.eventstore.port import Append, Appended
from shared.kit.postgres.pool import Connection
from shared.kit.postgres.queries import load_queries
from tests.support.eventually import eventually

SQL = load_queries(MIGRATIONS.parent / "eventstore.sql")
_LOCK = re.compile(r"  PERFORM pg_advisory_xact_lock\(.*?AS locks;\n", re.DOTALL)
_EXPECTATION = re.compile(r"      WHEN c_expected\[i\] <> .*? THEN 'wrong_version'\n")


async def append_group(connection: Connection, *group: Append) -> list[Appended]:
    """The group is appended in the connection's transaction."""
    (row,) = await connection.fetch(SQL["append_group"], *arguments(group))
    return [one for one in outcomes(group, row) if isinstance(one, Appended)]


async def take_lock_out(connection: Connection) -> None:
    """The function does all it did, but locks no key first."""
    await _take_out(connection, _LOCK)


async def take_expectation_out(connection: Connection) -> None:
    """The function does all it did, but asks nobody which version they thought of."""
    await _take_out(connection, _EXPECTATION)


async def _take_out(connection: Connection, part: re.Pattern[str]) -> None:
    text = (MIGRATIONS / "0004_pre_append_group.sql").read_text(encoding="utf-8")
    without, replaced = part.subn("", text.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))
    assert replaced == 1
    await connection.execute(without)


def stands_in_line(observer: Connection, waiting: Connection) -> Callable[[], Awaitable[None]]:
    """Return what waits until `waiting` waits for a lock."""
    pid = waiting.get_server_pid()

    async def waits() -> bool:
        sql = "SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = $1"
        return bool(await observer.fetchval(sql, pid))

    async def until() -> None:
        _: bool = await eventually(waits)

    return until
