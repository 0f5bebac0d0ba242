"""The projector against real Postgres, without a broker: what each message does to rows, keys and letters."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from shared.contracts.envelope import Message
from shared.kit.errors import Fenced
from shared.kit.postgres.pool import Pool
from shared.kit.projection.fingerprint import NotCreated, Outdated
from shared.kit.projection.options import Options
from shared.kit.projection.projector import Projector
from tests.support.projecting import HELD, PARKED, TALLIES, from_zero, made, pairs, project, projecting
from tests.support.tally import (
    OUTBOX_DDL,
    WHEN,
    AnnouncingTally,
    ClosingTally,
    Forgiving,
    Log,
    Tally,
    counted,
)


async def tallies(pool: Pool, *messages: Message) -> dict[str, int]:
    log = Log()
    log.add(*messages)
    async with projecting(pool) as projector:
        await project(projector, log)
    return await pairs(pool, TALLIES)


async def test_facts_of_two_sources_meet_in_one_row(pool: Pool) -> None:
    rows = await tallies(pool, counted("k", 1, 5), counted("k", 2, 6), counted("k", 1, -3, source="refunds"))
    assert rows == {"k": 8}


async def test_the_same_message_again_changes_nothing(pool: Pool) -> None:
    rows = await tallies(pool, counted("k", 1, 5), counted("k", 1, 5), counted("k", 2, 6), counted("k", 1, 5))
    assert rows == {"k": 11}


async def test_a_record_read_again_changes_nothing(pool: Pool) -> None:
    log = Log()
    log.add(counted("k", 1, 5))
    async with projecting(pool) as projector:
        await project(projector, log)
        again = await projector.prepare(log.batch())
        assert again.records == 0
        await projector.commit(again)
    assert await pairs(pool, TALLIES) == {"k": 5}


async def test_a_loss_stops_its_key_and_no_other(pool: Pool) -> None:
    rows = await tallies(pool, counted("k", 1), counted("k", 3), counted("other", 1), counted("k", 4))
    assert rows == {"k": 1, "other": 1}
    assert await pairs(pool, PARKED) == {"k": "sequence_gap"}
    waiting = await pool.fetch("SELECT reason, state FROM tally.dead_letters ORDER BY id")
    assert [tuple(row) for row in waiting] == [("sequence_gap", "parked"), ("key_parked", "parked")]


async def test_the_same_number_with_another_message_stops_the_key(pool: Pool) -> None:
    rows = await tallies(pool, counted("k", 1, 5), counted("k", 1, 7, message_id="another"))
    assert rows == {"k": 5}
    assert await pairs(pool, PARKED) == {"k": "sequence_conflict"}


async def test_a_message_that_cannot_be_folded_stops_its_key_with_the_reason(pool: Pool) -> None:
    rows = await tallies(pool, counted("k", 1), counted("k", 2, type_="toy.strange"), counted("o", 1))
    assert rows == {"k": 1, "o": 1}
    assert await pairs(pool, PARKED) == {"k": "unknown_type"}


async def test_a_parked_key_stays_parked_over_a_restart(pool: Pool) -> None:
    log = Log()
    log.add(counted("k", 2))
    async with projecting(pool) as projector:
        await project(projector, log)
    log.add(counted("k", 3))
    async with projecting(pool) as projector:
        assert projector.parked_count == 1
        await project(projector, log)
    assert await pool.fetchval("SELECT count(*) FROM tally.dead_letters") == 2


async def test_a_record_without_a_readable_key_is_set_aside_and_blocks_nobody(pool: Pool) -> None:
    log = Log()
    log.raw("orders", None, b"{}", [("ce_specversion", b"1.0")])
    log.raw("orders", b"\xff\x00", b"{}", [("ce_specversion", b"\xff")])
    log.add(counted("k", 1))
    async with projecting(pool) as projector:
        await project(projector, log)
    assert await pairs(pool, TALLIES) == {"k": 1}
    states = await pool.fetch("SELECT state FROM tally.dead_letters")
    assert [row["state"] for row in states] == ["unkeyed", "unkeyed"]


async def test_an_ignored_type_moves_what_is_seen(pool: Pool) -> None:
    rows = await tallies(pool, counted("k", 1, 5, type_="toy.ignored"), counted("k", 2, 6))
    assert rows == {"k": 6}


async def test_a_message_without_a_number_is_folded_as_it_comes(pool: Pool) -> None:
    assert await tallies(pool, counted("k", None, 5), counted("k", 1, 6)) == {"k": 11}


async def test_a_consumer_from_now_takes_its_first_message_as_base(pool: Pool) -> None:
    log = Log()
    log.add(counted("k", 7, 5), counted("k", 8, 6), counted("k", 10, 7))
    async with projecting(pool, start="now") as projector:
        await project(projector, log)
    assert await pairs(pool, TALLIES) == {"k": 11}
    assert await pairs(pool, PARKED) == {"k": "sequence_gap"}


async def test_states_beyond_the_cache_are_read_again(pool: Pool) -> None:
    log = Log()
    async with projecting(pool, options=Options(cached_keys_max=2)) as projector:
        for number in range(1, 4):
            log.add(*(counted(f"k{n}", number, n) for n in range(6)))
            await project(projector, log)
    assert await pairs(pool, TALLIES) == {f"k{n}": 3 * n for n in range(6)}


async def test_the_next_batch_may_be_prepared_while_one_is_stored(pool: Pool) -> None:
    log = Log()
    async with projecting(pool, options=Options(cached_keys_max=1)) as projector:
        log.add(counted("a", 1), counted("b", 1))
        first = await projector.prepare(log.batch(projector.positions))
        log.add(counted("a", 2), counted("c", 1))
        writing = asyncio.create_task(projector.commit(first))
        second = await projector.prepare(log.batch(projector.positions))
        await writing
        await projector.commit(second)
    assert await pairs(pool, TALLIES) == {"a": 2, "b": 1, "c": 1}


async def test_a_zombie_whose_partition_moved_is_fenced(pool: Pool) -> None:
    log = Log()
    log.add(counted("k", 1, 5))
    async with projecting(pool) as zombie:
        prepared = await zombie.prepare(log.batch(zombie.positions))
        async with projecting(pool) as owner:
            with pytest.raises(Fenced):
                await zombie.commit(prepared)
            await project(owner, log)
    assert await pairs(pool, TALLIES) == {"k": 5}


async def test_a_batch_that_begins_elsewhere_than_the_offset_is_refused(pool: Pool) -> None:
    log = Log()
    log.add(counted("k", 1, 5))
    async with projecting(pool) as projector:
        prepared = await projector.prepare(log.batch(projector.positions))
        await pool.execute("UPDATE tally.offsets SET next_offset = 1 WHERE topic = 'orders'")
        with pytest.raises(Fenced):
            await projector.commit(prepared)
    assert await pairs(pool, TALLIES) == {}


async def test_a_zombie_is_fenced_though_the_other_topic_moved(pool: Pool) -> None:
    """Without the owner in the compare-and-set the zombie's stale row would overwrite the owner's."""
    log = Log()
    log.add(counted("k", 1, 5))
    async with projecting(pool) as zombie:
        await project(zombie, log)
        async with projecting(pool) as owner:
            log.add(counted("k", 1, 100, source="refunds"))
            await project(owner, log)
            stale = Log()
            stale.add(counted("k", 1, 5), counted("k", 2, 7))
            with pytest.raises(Fenced):
                await zombie.commit(await zombie.prepare(stale.batch(zombie.positions)))
    assert await pairs(pool, TALLIES) == {"k": 105}


async def test_after_a_failed_commit_nothing_is_remembered(pool: Pool) -> None:
    log = Log()
    log.add(counted("k", 1, 2**62), counted("k", 2, 2**62))
    async with projecting(pool) as projector:
        overflowing = await projector.prepare(log.batch(projector.positions))
        with pytest.raises(asyncpg.DataError):
            await projector.commit(overflowing)
        with pytest.raises(Fenced):
            await projector.prepare(log.batch())
        assert await projector.assigned(HELD, from_zero) == dict.fromkeys(HELD, 0)


async def test_time_alone_changes_what_is_due(pool: Pool) -> None:
    log = Log()
    log.add(counted("k", 1), counted("stopped", 2))
    async with projecting(pool, ClosingTally()) as projector:
        await project(projector, log)
        await projector.commit(await projector.prepare_due(WHEN + timedelta(days=1), [0]))
        log.add(counted("k", 2))
        await project(projector, log)
    assert await pairs(pool, "SELECT key, closed FROM tally.tally") == {"k": True}
    assert await pairs(pool, TALLIES) == {"k": 2}


async def test_a_tick_of_a_zombie_is_fenced(pool: Pool) -> None:
    log = Log()
    log.add(counted("k", 1))
    async with projecting(pool, ClosingTally()) as zombie:
        await project(zombie, log)
        tick = await zombie.prepare_due(WHEN + timedelta(days=1), [0])
        async with projecting(pool, ClosingTally()):
            with pytest.raises(Fenced):
                await zombie.commit(tick)


async def test_what_a_fold_publishes_is_numbered_in_the_same_statement(pool: Pool) -> None:
    await pool.execute(OUTBOX_DDL)
    log = Log()
    log.add(counted("b", 1), counted("a", 1), counted("b", 2), counted("b", 3))
    async with projecting(pool, AnnouncingTally()) as projector:
        await project(projector, log)
        log.add(counted("b", 4))
        await project(projector, log)
    rows = await pool.fetch("SELECT key, sequence, headers FROM public.outbox ORDER BY position")
    assert [(row["key"], row["sequence"]) for row in rows] == [
        ("a", 1), ("b", 1), ("b", 2), ("b", 3), ("b", 4)
    ]  # fmt: skip
    assert rows[4]["headers"] == '{"ce_id": "orders-b-4"}'
    assert await pairs(pool, "SELECT key, published FROM public.keys") == {"a": 1, "b": 4}


async def test_rows_made_by_other_code_are_not_written(pool: Pool) -> None:
    await made(pool, Tally())
    changed = Forgiving()
    changed.ddl += " -- but one\nCREATE TABLE another (key text PRIMARY KEY);"
    projector = Projector(pool, changed)
    with pytest.raises(Outdated):
        await projector.open()


async def test_a_projection_without_a_schema_says_so(pool: Pool) -> None:
    with pytest.raises(NotCreated):
        await Projector(pool, Tally()).open()
