"""Why the lock of the key is the append's first statement: each test doubles or fails without it.

Nothing here depends on luck: a transaction is held open until its rival stands in line for a lock.
"""

import asyncio
from collections.abc import Awaitable, Callable

import asyncpg
import pytest

from shared.kit.postgres.pool import Connection, Pool
from tests.shared.eventstore.append_sql import append_group, stands_in_line, take_lock_out
from tests.support.databases import connected
from tests.support.eventstore_subject import append, command, event
from tests.support.eventually import eventually


async def _fast_behind_slow(database: str, pool: Pool) -> list[tuple[int, str]]:
    """A slow append to a known key is still open when a fast one comes; return the outbox afterwards."""
    async with connected(database) as slow, connected(database) as fast, pool.acquire() as observer:
        await append_group(slow, append("c", event("first")))
        transaction = slow.transaction()
        await transaction.start()
        await append_group(slow, append("a", event("slow")))
        behind = asyncio.create_task(append_group(fast, append("b", event("fast"))))
        await stands_in_line(observer, fast)()
        assert await observer.fetchval("SELECT count(*) FROM outbox") == 1
        await transaction.commit()
        await behind
    rows = await pool.fetch("SELECT sequence, value FROM outbox ORDER BY position")
    return [(row["sequence"], row["value"].decode()) for row in rows]


async def test_a_fast_append_waits_for_a_slow_one_of_its_key(database: str, pool: Pool) -> None:
    assert await _fast_behind_slow(database, pool) == [(1, "first"), (2, "slow"), (3, "fast")]


async def test_without_the_lock_the_sequence_doubles(database: str, pool: Pool) -> None:
    await pool.execute("ALTER TABLE events DROP CONSTRAINT events_key_sequence")
    async with pool.acquire() as connection:
        await take_lock_out(connection)
    assert await _fast_behind_slow(database, pool) == [(1, "first"), (2, "slow"), (2, "fast")]


async def test_without_the_lock_the_index_still_refuses_a_double(database: str, pool: Pool) -> None:
    async with pool.acquire() as connection:
        await take_lock_out(connection)
    with pytest.raises(asyncpg.UniqueViolationError, match="events_key_sequence"):
        await _fast_behind_slow(database, pool)


async def _rival_during_a_stalled_claim(
    database: str, pool: Pool, rival_done: Callable[[Connection, Connection], Awaitable[None]]
) -> list[int]:
    """A group has its transaction id and stalls on its second command id, held by a third transaction.

    A rival appends to the group's first stream meanwhile. Returns the versions of that stream in the
    order of their transaction ids.
    """
    held = command("held")
    async with (
        connected(database) as third,
        connected(database) as stalled,
        connected(database) as rival,
        pool.acquire() as observer,
    ):
        transaction = third.transaction()
        await transaction.start()
        await append_group(third, append("elsewhere", event("third"), key="elsewhere", by=held))
        await append_group(rival, append("s", event("first")))
        # Its two commands are claimed in the order of their ids: "early" has assigned the
        # transaction its id by the time that "held" waits.
        group = [append("s", event("stalled"), by=command("early")), append("t", event(), key="t", by=held)]
        stalling = asyncio.create_task(append_group(stalled, *group))
        await stands_in_line(observer, stalled)()
        racing = asyncio.create_task(append_group(rival, append("s", event("rival"))))
        await rival_done(observer, rival)
        await transaction.rollback()
        await asyncio.gather(stalling, racing)
    rows = await pool.fetch("SELECT version FROM events WHERE stream = 's' ORDER BY xmin::text::bigint")
    return [row["version"] for row in rows]


async def test_transaction_ids_follow_versions(database: str, pool: Pool) -> None:
    async def rival_waits(observer: Connection, rival: Connection) -> None:
        await stands_in_line(observer, rival)()

    assert await _rival_during_a_stalled_claim(database, pool, rival_waits) == [1, 2, 3]


async def test_without_the_lock_a_group_that_stalled_fails_for_its_rival(database: str, pool: Pool) -> None:
    async with pool.acquire() as connection:
        await take_lock_out(connection)

    async def rival_overtakes(observer: Connection, rival: Connection) -> None:
        del rival

        async def overtaken() -> bool:
            return bool(await observer.fetchval("SELECT count(*) = 2 FROM events WHERE stream = 's'"))

        _: bool = await eventually(overtaken)

    with pytest.raises(asyncpg.UniqueViolationError, match="events_stream_version"):
        await _rival_during_a_stalled_claim(database, pool, rival_overtakes)


async def test_a_snapshot_older_than_the_lock_is_refused(pool: Pool) -> None:
    async with pool.acquire() as connection:
        with pytest.raises(asyncpg.InvalidTransactionStateError, match="READ COMMITTED"):
            async with connection.transaction(isolation="repeatable_read"):
                await append_group(connection, append("s", event()))
