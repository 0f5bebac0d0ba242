"""Each setting of a deadline takes effect once, whatever the clock does and whoever tries."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from shared.kit.clock import FixedClock
from shared.kit.deadlines.backlog import quarantined
from shared.kit.deadlines.due import Due, Handler
from shared.kit.deadlines.worker import LEFT_STANDING, DeadlineWorker, WorkerBounds
from shared.kit.errors import Unavailable
from shared.kit.eventstore.port import CommandId
from tests.shared.deadlines.conftest import Cases
from tests.shared.deadlines.hands import run_due, worker_of

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
IDS = [f"d{n:02}" for n in range(12)]


async def _open_all(cases: Cases, every: timedelta) -> None:
    for n, id_ in enumerate(IDS):
        await cases.open(id_, cases.clock.now() + n * every)


def once(ids: list[str]) -> dict[str, int]:
    return {f"case-{id_}": 1 for id_ in ids}


async def test_an_hour_forward_and_back_doubles_nothing_and_loses_nothing(cases: Cases) -> None:
    await _open_all(cases, 10 * MINUTE)
    worker = worker_of(cases)
    await run_due(cases, worker)
    assert await cases.breaches() == once(IDS[:1])
    cases.clock.advance(HOUR)
    await run_due(cases, worker)
    assert await cases.breaches() == once(IDS[:7])
    cases.clock.advance(-HOUR)
    assert await run_due(cases, worker) == 0
    for _ in range(len(IDS)):
        cases.clock.advance(10 * MINUTE)
        await run_due(cases, worker)
    assert await cases.breaches() == once(IDS)
    assert sorted(cases.handled) == IDS
    assert await cases.standing() == []


async def test_an_hour_back_is_late_and_never_early(cases: Cases) -> None:
    await _open_all(cases, MINUTE)
    cases.clock.advance(-HOUR)
    assert await run_due(cases, worker_of(cases)) == 0
    cases.clock.advance(HOUR + timedelta(minutes=len(IDS)))
    assert await run_due(cases, worker_of(cases)) == len(IDS)
    assert await cases.breaches() == once(IDS)


@pytest.mark.parametrize("bounded", [True, False])
async def test_a_try_put_off_before_the_clock_went_back_is_not_put_off_by_an_hour(
    cases: Cases, *, bounded: bool
) -> None:
    async def away(_: Due) -> None:
        raise Unavailable("the store is busy")

    await cases.open("d", cases.clock.now())
    cases.clock.advance(HOUR)
    await run_due(cases, worker_of(cases, away))
    cases.clock.advance(-HOUR + timedelta(seconds=5))
    # The switch: a pause that may be as long as the jump is believed.
    pauses = WorkerBounds() if bounded else WorkerBounds(retry_max_s=7200)
    assert await run_due(cases, worker_of(cases, bounds=pauses)) == bounded
    assert await cases.breaches() == (once(["d"]) if bounded else {})


async def _two_whose_clocks_differ(cases: Cases, command: Callable[[Due], CommandId]) -> dict[str, int]:
    """Two workers, one an hour ahead, have each deadline in hand at once; return the breaches."""
    await _open_all(cases, timedelta(0))
    in_hand: list[str] = []
    both_have_all = asyncio.Event()

    async def breach(due: Due) -> None:
        in_hand.append(due.id)
        if len(in_hand) == 2 * len(IDS):
            both_have_all.set()
        await both_have_all.wait()
        await cases.breach(due, command(due))

    ahead = FixedClock(cases.clock.now() + HOUR)
    workers = [DeadlineWorker(cases.pool, {"breach": breach}, clock) for clock in (cases.clock, ahead)]
    await asyncio.gather(*(run_due(cases, worker) for worker in workers))
    assert await cases.standing() == []
    return await cases.breaches()


async def test_two_workers_whose_clocks_differ_by_an_hour_give_one_effect(cases: Cases) -> None:
    assert await _two_whose_clocks_differ(cases, lambda due: due.command) == once(IDS)


async def test_without_the_deadlines_command_id_two_workers_give_two_effects(cases: Cases) -> None:
    found = await _two_whose_clocks_differ(cases, lambda _: CommandId(uuid4().hex, b""))
    assert found == {f"case-{id_}": 2 for id_ in IDS}


def _set_at_forgotten(cases: Cases) -> Handler:
    """The switch: a command that does not say when its deadline was set, as it once was."""

    async def breach(due: Due) -> None:
        await cases.breach(due, replace(due, set_at=due.due_at).command)

    return breach


async def test_a_deadline_that_ended_and_is_set_to_the_same_moment_again_takes_effect_again(
    cases: Cases,
) -> None:
    due_at = cases.clock.now()
    for _ in range(3):
        await cases.open("d", due_at)
        assert await run_due(cases, worker_of(cases)) == 1
        assert await cases.standing() == []
    assert await cases.breaches() == {"case-d": 3}


async def test_without_the_time_of_setting_it_stands_until_it_is_set_aside(cases: Cases) -> None:
    due_at = cases.clock.now()
    worker = worker_of(cases, _set_at_forgotten(cases), WorkerBounds(tries_max=2))
    await cases.open("d", due_at)
    await run_due(cases, worker)
    await cases.open("d", due_at)
    for _ in range(2):
        await run_due(cases, worker)
        cases.clock.advance(MINUTE)
    assert [q.reason for q in await quarantined(cases.pool)] == [LEFT_STANDING]
    assert await cases.breaches() == {"case-d": 1}


async def test_a_handler_that_sets_its_own_deadline_to_the_same_moment_is_not_tried_for_ever(
    cases: Cases,
) -> None:
    tried = 0

    async def stubborn(due: Due) -> None:
        nonlocal tried
        tried += 1
        await cases.open(due.id, due.due_at)

    await cases.open("d", cases.clock.now())
    worker = worker_of(cases, stubborn, WorkerBounds(tries_max=3))
    for _ in range(10):
        await run_due(cases, worker)
        cases.clock.advance(MINUTE)
    assert tried == 3
    assert [(q.id, q.attempts) for q in await quarantined(cases.pool)] == [("d", 3)]
