"""Several processes on one store: the database decides, whoever asks."""

import asyncio

import asyncpg
import pytest

from shared.kit.errors import CommandReused, Unavailable, WrongKey
from shared.kit.eventstore.port import Appended
from shared.kit.eventstore.postgres import PostgresEventStore
from shared.kit.postgres.pool import Pool
from tests.shared.eventstore.append_sql import append_group
from tests.support.databases import connected
from tests.support.eventstore_subject import append, command, event, everything, outcomes
from tests.support.eventually import eventually

WAITING = """
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


async def test_twins_in_two_processes_take_effect_once(pool: Pool) -> None:
    stores = [PostgresEventStore(pool) for _ in range(4)]
    twins = [append(f"s{n}", event(), key=f"k{n}", by=command("c")) for n in range(4)]
    done = await asyncio.gather(*(store.append(twin) for store, twin in zip(stores, twins, strict=True)))
    assert sum(not one.replayed for one in done) == 1
    assert len({one.stream for one in done}) == 1
    assert len(await everything(stores[0])) == 1


async def test_one_stream_told_under_two_keys_at_once_belongs_to_the_first(database: str, pool: Pool) -> None:
    store = PostgresEventStore(pool)
    async with connected(database) as first, connected(database) as observer:
        transaction = first.transaction()
        await transaction.start()
        await append_group(first, append("s", event(), key="one"))
        late = asyncio.create_task(store.append(append("s", event(), key="other")))

        async def waits() -> bool:
            return bool(await observer.fetchval(WAITING))

        _: bool = await eventually(waits)
        await transaction.commit()
        with pytest.raises(WrongKey):
            await late


async def test_groups_that_share_keys_neither_deadlock_nor_leave_a_hole(pool: Pool) -> None:
    stores = [PostgresEventStore(pool) for _ in range(4)]
    keys = [f"k{n}" for n in range(10)]
    done = await asyncio.gather(
        *(
            outcomes(
                store,
                *(append(f"{key}-{nth}", event(), key=key) for key in (keys if nth % 2 else keys[::-1])),
            )
            for nth, store in enumerate(stores)
        )
    )
    assert all(isinstance(one, Appended) for group in done for one in group)
    rows = await pool.fetch("SELECT key, array_agg(sequence ORDER BY position) AS n FROM outbox GROUP BY key")
    assert {row["key"]: row["n"] for row in rows} == {key: [1, 2, 3, 4] for key in keys}


async def test_an_append_whose_connection_is_cut_can_be_repeated(database: str, pool: Pool) -> None:
    store = PostgresEventStore(pool)
    once = append("s", event(), by=command("c"))
    cut = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    async with connected(database) as holder, connected(database) as operator, holder.transaction():
        await append_group(holder, append("t", event()))
        appending = asyncio.create_task(store.append(once))

        async def cut_off() -> bool:
            return bool(await operator.fetch(cut))

        _: bool = await eventually(cut_off)
        with pytest.raises(Unavailable):
            await appending
    assert not (await store.append(once)).replayed
    assert (await store.append(once)).replayed
    assert [e.stream for e in await everything(store)] == ["t", "s"]


async def test_one_append_that_postgres_cannot_store_fails_alone(pool: Pool) -> None:
    store = PostgresEventStore(pool)
    twice = event()
    done = await outcomes(
        store, append("a", event()), append("nul\x00", event()), append("b", twice), append("c", twice)
    )
    assert [type(one) for one in done] == [
        Appended,
        asyncpg.CharacterNotInRepertoireError,
        Appended,
        CommandReused,
    ]


async def test_a_scan_is_one_snapshot(pool: Pool) -> None:
    store = PostgresEventStore(pool)
    many = [event(public=False) for _ in range(1_500)]
    await store.append(append("s", *many))
    seen = 0
    async for _ in store.scan():
        if seen == 0:
            await store.append(append("late", event()))
        seen += 1
    assert seen == len(many)
