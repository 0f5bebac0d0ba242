"""Many writers on one stream, each with a committer of its own, as many processes have."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import asyncpg
import pytest

from shared.kit.errors import CommandReused, Unavailable, WrongVersion
from shared.kit.eventstore.handle import Intent, handle
from shared.kit.eventstore.port import Append, Appended, Exactly
from shared.kit.eventstore.postgres import PostgresEventStore
from shared.kit.postgres.pool import Connection, Pool, PoolBounds, opened_pool
from tests.shared.eventstore.append_sql import (
    append_group,
    stands_in_line,
    take_expectation_out,
    take_lock_out,
)
from tests.shared.eventstore.notes import NOTES, Note, request
from tests.support.databases import connected
from tests.support.eventstore_subject import append, command, event, everything

WRITERS = 50
EACH = 4
Switch = Callable[[Connection], Awaitable[None]]


async def _switched(pool: Pool, switch: Switch) -> None:
    async with pool.acquire() as connection:
        await switch(connection)


async def _fifty(database: str) -> list[Appended | BaseException]:
    """Fifty writers append four facts each to one stream, at once."""

    async def write(store: PostgresEventStore, writer: int) -> list[Appended]:
        return [await store.append(append("s", event(f"{writer}/{n}"))) for n in range(EACH)]

    bounds = PoolBounds(size_min=WRITERS, size_max=WRITERS)
    async with opened_pool(database, application_name="writers", bounds=bounds) as pool:
        done = await asyncio.gather(
            *(write(PostgresEventStore(pool), writer) for writer in range(WRITERS)), return_exceptions=True
        )
    return [one for by in done for one in ([by] if isinstance(by, BaseException) else by)]


def _texts(values: Sequence[bytes]) -> list[str]:
    return [value.decode().strip('"') for value in values]


async def test_fifty_writers_on_one_stream_leave_every_fact_once_and_in_their_order(
    database: str, pool: Pool
) -> None:
    done = await _fifty(database)
    versions = sorted(one.version for one in done if isinstance(one, Appended))
    assert versions == list(range(1, WRITERS * EACH + 1))
    stored = (await PostgresEventStore(pool).load("s")).events
    assert [(e.version, e.sequence) for e in stored] == [(v, v) for v in versions]
    texts = _texts([e.data for e in stored])
    assert sorted(texts) == sorted(f"{w}/{n}" for w in range(WRITERS) for n in range(EACH))
    for writer in range(WRITERS):
        assert [t for t in texts if t.startswith(f"{writer}/")] == [f"{writer}/{n}" for n in range(EACH)]
    outbox = await pool.fetch("SELECT sequence, value FROM outbox ORDER BY position")
    assert [row["sequence"] for row in outbox] == versions
    assert _texts([row["value"] for row in outbox]) == texts


async def test_without_the_lock_fifty_writers_trip_over_each_other(database: str, pool: Pool) -> None:
    await _switched(pool, take_lock_out)
    done = await _fifty(database)
    assert any(isinstance(one, asyncpg.UniqueViolationError | Unavailable) for one in done)


async def test_fifty_deciders_on_one_stream_decide_on_each_other(database: str, pool: Pool) -> None:
    async def note(store: PostgresEventStore, text: str) -> None:
        done = None
        while done is None:
            try:
                done = await handle(store, Intent(NOTES, "s", "k", Note(text), request(text)))
            except Unavailable:
                # Others won three times in a row; the caller comes again with the same command.
                continue

    bounds = PoolBounds(size_max=20)
    async with opened_pool(database, application_name="writers", bounds=bounds) as many:
        store = PostgresEventStore(many)
        await asyncio.gather(*(note(store, f"{n % 25}") for n in range(WRITERS)))
    stored = (await PostgresEventStore(pool).load("s")).events
    assert [e.version for e in stored] == list(range(1, 26))
    assert sorted(NOTES.fold(stored).texts) == sorted(str(n) for n in range(25))


async def _after(
    database: str, pool: Pool, first: Append, second: Append
) -> tuple[list[str], list[Appended]]:
    """`first` is not yet committed when `second` comes; return what is there and `second`'s answer."""
    async with connected(database) as slow, connected(database) as late, pool.acquire() as observer:
        transaction = slow.transaction()
        await transaction.start()
        await append_group(slow, first)
        behind = asyncio.create_task(append_group(late, second))
        await stands_in_line(observer, late)()
        await transaction.commit()
        answer = await behind
    return _texts([e.data for e in await everything(PostgresEventStore(pool))]), answer


def _at_one_version() -> list[Append]:
    return [append("s", event(text), expected=Exactly(1)) for text in ("first", "second")]


async def test_of_two_appends_at_one_version_the_second_is_refused(database: str, pool: Pool) -> None:
    await PostgresEventStore(pool).append(append("s", event("seen")))
    assert await _after(database, pool, *_at_one_version()) == (["seen", "first"], [])
    with pytest.raises(WrongVersion):
        await PostgresEventStore(pool).append(_at_one_version()[1])


async def test_without_the_expectation_the_second_is_written_unseen(database: str, pool: Pool) -> None:
    await _switched(pool, take_expectation_out)
    await PostgresEventStore(pool).append(append("s", event("seen")))
    found, answer = await _after(database, pool, *_at_one_version())
    assert (found, [one.version for one in answer]) == (["seen", "first", "second"], [3])


def _twice(other: str = "once") -> list[Append]:
    by = [command("c", "once"), command("c", other)]
    return [append("s", event("first"), by=by[0]), append("s", event("second"), by=by[1])]


async def test_a_retry_with_the_same_body_gets_the_first_answer(database: str, pool: Pool) -> None:
    found, answer = await _after(database, pool, *_twice())
    assert (found, [(one.version, one.replayed) for one in answer]) == (["first"], [(1, True)])


async def test_a_retry_with_another_body_is_refused(database: str, pool: Pool) -> None:
    assert await _after(database, pool, *_twice("other")) == (["first"], [])
    with pytest.raises(CommandReused):
        await PostgresEventStore(pool).append(_twice("other")[1])


@pytest.mark.parametrize("other", ["once", "other"])
async def test_without_what_commands_remembers_a_retry_takes_effect_again(pool: Pool, other: str) -> None:
    first, second = _twice(other)
    store = PostgresEventStore(pool)
    await store.append(first)
    await pool.execute("DELETE FROM commands")
    await store.append(second)
    assert _texts([e.data for e in await everything(store)]) == ["first", "second"]
