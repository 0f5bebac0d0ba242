"""What a handler leaves standing: tried again with pauses, then set aside for people to see."""

from datetime import timedelta

from shared.kit.deadlines.backlog import backlog, quarantined, release
from shared.kit.deadlines.due import Due
from shared.kit.deadlines.hand_over import UNKNOWN_KIND
from shared.kit.deadlines.worker import LEFT_STANDING, WorkerBounds
from shared.kit.errors import Unavailable
from tests.shared.deadlines.conftest import Cases
from tests.shared.deadlines.hands import run_due, worker_of

MINUTE = timedelta(minutes=1)


async def test_a_handler_that_leaves_its_deadline_is_quarantined_visibly(cases: Cases) -> None:
    calls = 0

    async def idle(_: Due) -> None:
        nonlocal calls
        calls += 1

    await cases.open("left", cases.clock.now())
    await cases.open("next", cases.clock.now(), kind="nobody's")
    worker = worker_of(cases, idle, WorkerBounds(tries_max=3))
    for _ in range(10):
        await run_due(cases, worker)
        assert await run_due(cases, worker) == 0, "a failed deadline waits before it is tried again"
        cases.clock.advance(MINUTE)

    assert calls == 3
    assert [(q.id, q.attempts, q.reason) for q in await quarantined(cases.pool)] == [
        ("left", 3, LEFT_STANDING),
        ("next", 3, UNKNOWN_KIND),
    ]
    state = await backlog(cases.pool, cases.clock.now())
    assert (state.open, state.overdue, state.quarantined, state.oldest_due_at) == (0, 0, 2, None)

    assert await release(cases.pool, "left")
    assert not await release(cases.pool, "left")
    assert await run_due(cases, worker_of(cases)) == 1
    assert await cases.standing() == ["next"]


async def test_a_deadline_set_again_to_the_same_moment_counts_as_left_standing(cases: Cases) -> None:
    async def stubborn(due: Due) -> None:
        await cases.open(due.id, due.due_at)

    await cases.open("d", cases.clock.now())
    worker = worker_of(cases, stubborn, WorkerBounds(tries_max=1))
    await run_due(cases, worker)
    assert [q.reason for q in await quarantined(cases.pool)] == [LEFT_STANDING]


async def test_one_broken_handler_stops_no_other_deadline(cases: Cases) -> None:
    async def breaks(due: Due) -> None:
        if due.id == "bad":
            raise LookupError(due.id)
        await cases.breach(due)

    for id_ in ("bad", "good"):
        await cases.open(id_, cases.clock.now())
    await run_due(cases, worker_of(cases, breaks))
    assert await cases.standing() == ["bad"]


async def test_a_failure_of_the_moment_is_tried_for_ever(cases: Cases) -> None:
    async def away(_: Due) -> None:
        raise Unavailable("the store is busy")

    await cases.open("d", cases.clock.now())
    for _ in range(5):
        assert await run_due(cases, worker_of(cases, away, WorkerBounds(tries_max=2))) == 1
        cases.clock.advance(MINUTE)
    assert await quarantined(cases.pool) == []
    assert await run_due(cases, worker_of(cases)) == 1
    assert await cases.standing() == []
