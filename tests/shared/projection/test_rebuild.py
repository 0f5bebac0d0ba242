"""A rebuild beside live rows, its swap, and the comparison of live rows with a fresh fold."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from shared.kit.clock import FixedClock
from shared.kit.errors import Fenced
from shared.kit.projection import schema
from shared.kit.projection.builder import Progress, building, made_fresh
from shared.kit.projection.dead_letters import discard, letters
from shared.kit.projection.rebuild import ForeignReaders, RebuildUnderWay, only_one, rebuild
from shared.kit.projection.redrive import redrive
from shared.kit.projection.verify import verify
from tests.support.eventually import eventually
from tests.support.projecting import PARKED, TALLIES, made, pairs
from tests.support.projection_stage import Stage, live, numbered, stage, sums
from tests.support.tally import (
    DDL,
    OUTBOX_DDL,
    WHEN,
    AnnouncingTally,
    ClosingTally,
    Tally,
    counted,
)

__all__ = ["stage"]

LATER = WHEN.replace(year=2027)


class ShownTally(Tally):
    views = "CREATE OR REPLACE VIEW public.shown AS SELECT key, total FROM tally.tally"


class DoubledTally(Tally):
    """The next version of the code: every amount counts twice."""

    ddl = DDL + " "
    fingerprint = "doubled"

    def load(self, row: Any) -> Any:
        return super().load(row)

    def rows(self, touched: Any) -> Any:
        rows = super().rows(touched)
        return {**rows, "total": [2 * total for total in rows["total"]]}


async def test_a_rebuild_equals_live_while_messages_flow(stage: Stage) -> None:
    await stage.send(numbered(1, 10))
    async with live(stage, Tally()):
        await stage.tallied(sums(10))
        told: list[Progress] = []
        rebuilt = await rebuild(stage.pool, Tally(), stage.consumption(), progress=told.append)
        assert rebuilt.records == len(numbered(1, 10)) == told[-1].done == told[-1].total
        # The live projector is fenced by the swap and goes on from the new rows.
        await stage.send(numbered(11, 12))
        await stage.tallied(sums(12))
        found = await verify(stage.pool, Tally(), stage.consumption())
    assert (found.equal, found.rows) == (True, {"tally": len(sums(1))})
    assert await pairs(stage.pool, PARKED) == {}


async def test_new_code_takes_over_by_a_rebuild(stage: Stage) -> None:
    await stage.send(numbered(1, 4))
    async with live(stage, Tally()):
        await stage.tallied(sums(4))
    await rebuild(stage.pool, DoubledTally(), stage.consumption())
    assert await pairs(stage.pool, TALLIES) == {key: 2 * total for key, total in sums(4).items()}


async def test_views_read_the_new_rows_and_forgotten_ones_stop_the_swap(stage: Stage) -> None:
    await stage.pool.execute("CREATE VIEW public.shown AS SELECT key, total FROM tally.tally")
    await stage.send(numbered(1, 2))
    async with live(stage, Tally()):
        await stage.tallied(sums(2))
    with pytest.raises(ForeignReaders, match="shown"):
        await rebuild(stage.pool, Tally(), stage.consumption())
    await stage.pool.execute("UPDATE tally.tally SET total = 0")
    await rebuild(stage.pool, ShownTally(), stage.consumption())
    assert await pairs(stage.pool, "SELECT key, total FROM public.shown ORDER BY key") == sums(2)


async def test_verify_names_the_rows_that_differ(stage: Stage) -> None:
    await stage.send(numbered(1, 4))
    async with live(stage, Tally()):
        await stage.tallied(sums(4))
    await stage.pool.execute("UPDATE tally.tally SET total = 0 WHERE key = 'key-1'")
    await stage.pool.execute("DELETE FROM tally.tally WHERE key = 'key-2'")
    found = await verify(stage.pool, Tally(), stage.consumption())
    assert found.differing == 2
    assert [(one.key, one.live is None, one.fresh is None) for one in found.first] == [
        ("key-1", False, False),
        ("key-2", True, False),
    ]
    async with stage.pool.acquire() as connection:
        assert not await schema.exists(connection, "tally_verify")


async def test_rows_of_time_are_compared_at_one_moment(stage: Stage) -> None:
    clock = FixedClock(LATER)
    await stage.send(numbered(1, 2))
    async with live(stage, ClosingTally(), clock):
        await stage.tallied(sums(2))
        assert (await verify(stage.pool, ClosingTally(), stage.consumption(), clock=clock)).equal
        await rebuild(stage.pool, ClosingTally(), stage.consumption(), clock=clock)
        assert await stage.pool.fetchval("SELECT count(*) FROM tally_old.tally")
        assert (await verify(stage.pool, ClosingTally(), stage.consumption(), clock=clock)).equal


async def test_a_rebuild_publishes_nothing_again(stage: Stage) -> None:
    await stage.pool.execute(OUTBOX_DDL)
    model = AnnouncingTally()
    await made(stage.pool, model)
    await stage.pool.execute("DROP SCHEMA tally CASCADE")
    await made(stage.pool, model)
    await stage.send(numbered(1, 3))
    async with live(stage, model):
        await stage.tallied(sums(3))
        await rebuild(stage.pool, model, stage.consumption())
        assert await stage.pool.fetchval("SELECT count(*) FROM public.outbox") == len(numbered(1, 3))
        await stage.send(numbered(4, 4))
        await stage.tallied(sums(4))
    assert await stage.pool.fetchval("SELECT count(*) FROM public.outbox") == len(numbered(1, 4))


async def test_what_people_ruled_stands_in_a_rebuild(stage: Stage) -> None:
    await stage.send(
        [counted("gap", 1, 1), counted("gap", 3, 3), counted("late", 2, 2), counted("late", 1, 1)]
    )
    await stage.send([counted("bad", 1, 9, type_="toy.new"), counted("bad", 2, 2), counted("still", 2)])
    expected = {"bad": 2, "gap": 4, "late": 3}
    keyless = [("ce_specversion", b"1.0")]
    await stage.producer.send_and_wait(stage.topics[0], key=None, value=b"{}", headers=keyless)
    async with live(stage, Tally()):

        async def all_stand_still() -> bool:
            return len(await letters(stage.pool, Tally())) == 7

        await eventually(all_stand_still)
    for one in await letters(stage.pool, Tally()):
        if one.reason in {"unknown_type", "null_key"}:
            await discard(stage.pool, Tally(), one.id)
    await redrive(stage.pool, Tally(), "gap", dry_run=False, accept_gap=True)
    for key in ("late", "bad"):
        await redrive(stage.pool, Tally(), key, dry_run=False)
    assert await pairs(stage.pool, TALLIES) == expected
    found = await verify(stage.pool, Tally(), stage.consumption())
    assert found.equal, found.first
    await rebuild(stage.pool, Tally(), stage.consumption())
    assert await pairs(stage.pool, TALLIES) == expected
    assert await pairs(stage.pool, PARKED) == {"still": "sequence_gap"}
    assert not await letters(stage.pool, Tally(), state="unkeyed")


async def test_an_interrupted_rebuild_goes_on_where_it_was(stage: Stage) -> None:
    await stage.send(numbered(1, 4))
    async with live(stage, Tally()):
        await stage.tallied(sums(4))
    async with stage.pool.acquire() as connection:
        await made_fresh(connection, Tally(), "tally_next", resume=True)
    async with building(stage.pool, Tally(), stage.consumption(), "tally_next") as builder:
        partitions = await builder.log.all_partitions()
        part = await builder.fold_to({**await builder.log.beginnings(partitions), partitions[0]: 4})
    rebuilt = await rebuild(stage.pool, Tally(), stage.consumption())
    assert (part, rebuilt.records) == (4, len(numbered(1, 4)) - 4)
    assert await pairs(stage.pool, TALLIES) == sums(4)


class MeddlingClock(FixedClock):
    """Something happens when it is asked: here, in the middle of a swap."""

    def __init__(self, meddle: Callable[[], None]) -> None:
        super().__init__(LATER)
        self._meddle = meddle

    def now(self) -> datetime:
        self._meddle()
        return super().now()


async def test_a_statement_that_waits_for_the_swap_is_fenced_by_it(stage: Stage) -> None:
    """Else it would be stored in the old rows, and what it publishes would be published again."""
    model = ClosingTally()
    await stage.send([counted("k", 1)])
    async with live(stage, model):
        await stage.tallied({"k": 1})
    async with building(stage.pool, model, stage.consumption(), "tally") as straggler:
        projector = straggler._projector
        tick = await projector.prepare_due(LATER, range(3))
        late: list[asyncio.Task[None]] = []
        clock = MeddlingClock(lambda: late.append(asyncio.create_task(projector.commit(tick))))
        await rebuild(stage.pool, model, stage.consumption(), clock=clock)
        with pytest.raises(Fenced):
            await late[0]


async def test_one_rebuild_at_a_time(stage: Stage) -> None:
    async with stage.pool.acquire() as connection, only_one(connection, Tally()):
        with pytest.raises(RebuildUnderWay):
            await rebuild(stage.pool, Tally(), stage.consumption())
