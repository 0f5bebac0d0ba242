"""What people do about a key that stands still, and what a live projector notices of it."""

import pytest

from shared.contracts.envelope import Message
from shared.kit.errors import Fenced
from shared.kit.postgres.pool import Pool
from shared.kit.projection.dead_letters import NotParked, discard, letters
from shared.kit.projection.redrive import redrive
from tests.support.projecting import HELD, PARKED, TALLIES, from_zero, pairs, project, projecting
from tests.support.tally import OUTBOX_DDL, AnnouncingTally, Forgiving, Log, Tally, counted


async def stopped(pool: Pool, *messages: Message) -> None:
    log = Log()
    log.add(*messages)
    async with projecting(pool) as projector:
        await project(projector, log)


async def test_a_key_moves_again_in_order_once_its_poison_is_understood(pool: Pool) -> None:
    await stopped(pool, counted("k", 1, 1), counted("k", 2, 2, type_="toy.new"), counted("k", 3, 4))
    redriven = await redrive(pool, Forgiving(), "k", dry_run=False)
    assert (redriven.reason, len(redriven.applied), redriven.waiting) == (None, 2, [])
    assert await pairs(pool, TALLIES) == {"k": 7}
    assert await pairs(pool, PARKED) == {}


async def test_a_preview_says_the_same_and_changes_nothing(pool: Pool) -> None:
    await stopped(pool, counted("k", 1, 1), counted("k", 2, 2, type_="toy.new"), counted("k", 3, 4))
    preview = await redrive(pool, Forgiving(), "k", dry_run=True)
    assert await pairs(pool, TALLIES) == {"k": 1}
    assert await pairs(pool, PARKED) == {"k": "unknown_type"}
    assert await redrive(pool, Forgiving(), "k", dry_run=False) == preview


async def test_a_key_that_is_still_poisoned_stays_where_it_stopped(pool: Pool) -> None:
    await stopped(pool, counted("k", 1, type_="toy.new"), counted("k", 2))
    redriven = await redrive(pool, Tally(), "k", dry_run=False)
    assert (redriven.reason, redriven.applied, len(redriven.waiting)) == ("unknown_type", [], 2)
    assert await pairs(pool, PARKED) == {"k": "unknown_type"}


async def test_messages_that_came_out_of_order_are_put_in_order(pool: Pool) -> None:
    await stopped(pool, counted("k", 1, 1), counted("k", 3, 4), counted("k", 4, 8), counted("k", 2, 2))
    redriven = await redrive(pool, Tally(), "k", dry_run=False)
    assert redriven.reason is None
    assert await pairs(pool, TALLIES) == {"k": 15}


async def test_a_lost_message_stops_the_key_until_the_loss_is_accepted(pool: Pool) -> None:
    await stopped(pool, counted("k", 1, 1), counted("k", 3, 4), counted("k", 4, 8))
    assert (await redrive(pool, Tally(), "k", dry_run=False)).reason == "sequence_gap"
    assert (await redrive(pool, Tally(), "k", dry_run=False, accept_gap=True)).reason is None
    assert await pairs(pool, TALLIES) == {"k": 13}
    states = await pool.fetch("SELECT state FROM tally.dead_letters ORDER BY id")
    assert [row["state"] for row in states] == ["gap_accepted", "redriven"]


async def test_one_accepted_loss_is_not_another(pool: Pool) -> None:
    await stopped(pool, counted("k", 2, 2), counted("k", 4, 8))
    redriven = await redrive(pool, Tally(), "k", dry_run=False, accept_gap=True)
    assert (redriven.reason, len(redriven.applied)) == ("sequence_gap", 1)


async def test_a_discarded_record_is_passed_over_and_its_number_counts(pool: Pool) -> None:
    await stopped(pool, counted("k", 1, 1), counted("k", 2, 2, type_="toy.new"), counted("k", 3, 4))
    poison = (await letters(pool, Tally()))[-1]
    assert poison.reason == "unknown_type"
    assert await discard(pool, Tally(), poison.id) == "k"
    assert (await redrive(pool, Tally(), "k", dry_run=False)).reason is None
    assert await pairs(pool, TALLIES) == {"k": 5}


async def test_a_live_projector_is_fenced_by_a_redrive_and_goes_on_with_the_key(pool: Pool) -> None:
    log = Log()
    log.add(counted("k", 1, 1, type_="toy.new"))
    async with projecting(pool) as live:
        await project(live, log)
        await redrive(pool, Forgiving(), "k", dry_run=False)
        log.add(counted("k", 2, 2))
        with pytest.raises(Fenced):
            await project(live, log)
        await live.assigned(HELD, from_zero)
        await project(live, log)
    assert await pairs(pool, TALLIES) == {"k": 3}


async def test_what_waited_is_published_when_it_is_redriven(pool: Pool) -> None:
    await pool.execute(OUTBOX_DDL)
    log = Log()
    log.add(counted("k", 2), counted("k", 1))
    async with projecting(pool, AnnouncingTally()) as projector:
        await project(projector, log)
    await redrive(pool, AnnouncingTally(), "k", dry_run=False)
    rows = await pool.fetch("SELECT sequence, headers FROM public.outbox ORDER BY position")
    assert [tuple(row) for row in rows] == [
        (1, '{"ce_id": "orders-k-1"}'),
        (2, '{"ce_id": "orders-k-2"}'),
    ]


async def test_a_key_that_moves_cannot_be_redriven(pool: Pool) -> None:
    await stopped(pool, counted("k", 1))
    with pytest.raises(NotParked):
        await redrive(pool, Tally(), "k", dry_run=False)
    with pytest.raises(NotParked):
        await discard(pool, Tally(), 1)
