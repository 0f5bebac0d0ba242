"""Deadlines on a real database: once, in order, never early, caught up after any outage."""

import asyncio
from datetime import timedelta

import pytest

from shared.kit.clock import FixedClock
from shared.kit.deadlines import worker as worker_module
from shared.kit.deadlines.due import Due
from shared.kit.deadlines.worker import WorkerBounds
from shared.kit.decider import CancelDeadline
from shared.kit.eventstore.port import AnyVersion, Append
from shared.kit.eventstore.postgres import PostgresEventStore
from tests.shared.deadlines.conftest import Cases
from tests.shared.deadlines.hands import run_due, worker_of

MINUTE = timedelta(minutes=1)
DUE = "due_at <= $1"


async def test_what_is_due_takes_effect_in_order_and_nothing_early(cases: Cases) -> None:
    now = cases.clock.now()
    for id_, due_at in [("b", now - MINUTE), ("a", now), ("c", now - 2 * MINUTE), ("early", now + MINUTE)]:
        await cases.open(id_, due_at, key="one customer")
    assert await run_due(cases, worker_of(cases)) == 3
    assert cases.handled == ["c", "b", "a"]
    assert await cases.standing() == ["early"]


async def test_two_workers_at_once_give_one_effect(cases: Cases) -> None:
    for n in range(20):
        await cases.open(f"d{n}", cases.clock.now())
    in_hand: list[str] = []
    both_have_it = asyncio.Event()

    async def breach(due: Due) -> None:
        if due.id in in_hand:
            both_have_it.set()
        in_hand.append(due.id)
        await both_have_it.wait()
        await cases.breach(due)

    await asyncio.gather(*(run_due(cases, worker_of(cases, breach)) for _ in range(2)))
    assert len(cases.handled) == 40
    assert await cases.breaches() == {f"case-d{n}": 1 for n in range(20)}


async def test_of_two_replicas_one_works_and_the_other_takes_over(cases: Cases) -> None:
    stops = [asyncio.Event(), asyncio.Event()]
    bounds = WorkerBounds(poll_s=0.02)
    replicas = [asyncio.create_task(worker_of(cases, bounds=bounds).run(stop)) for stop in stops]
    for n in range(20):
        await cases.open(f"d{n}", cases.clock.now())
        await cases.nothing_stands()
        if n == 10:
            stops[0].set()
    stops[1].set()
    await asyncio.gather(*replicas)
    assert len(cases.handled) == 20
    assert await cases.breaches() == {f"case-d{n}": 1 for n in range(20)}


async def test_a_sleeping_worker_is_woken_by_a_commit(cases: Cases) -> None:
    worker, stop = worker_of(cases, bounds=WorkerBounds(poll_s=3600)), asyncio.Event()
    cases.store = PostgresEventStore(cases.pool, committed=worker.wake)
    running = asyncio.create_task(worker.run(stop))
    await cases.open("d", cases.clock.now())
    await cases.nothing_stands()
    stop.set()
    await running


@pytest.mark.parametrize("looks_back", [True, False], ids=["whole-outage", "last-hour"])
async def test_what_fell_due_during_an_outage_is_caught_up_once(
    cases: Cases, monkeypatch: pytest.MonkeyPatch, *, looks_back: bool
) -> None:
    if not looks_back:
        last_hour = f"{DUE} AND due_at > $1 - interval '1 hour'"
        assert DUE in worker_module._SQL["due"]
        sql = {**worker_module._SQL, "due": worker_module._SQL["due"].replace(DUE, last_hour, 1)}
        monkeypatch.setattr(worker_module, "_SQL", sql)
    for n in range(30):
        await cases.open(f"d{n:02}", cases.clock.now() + n * MINUTE, key="one customer")
    cases.clock.advance(timedelta(days=3))
    worker = worker_of(cases, bounds=WorkerBounds(batch_max=7))
    while await run_due(cases, worker):
        pass
    assert cases.handled == ([f"d{n:02}" for n in range(30)] if looks_back else [])
    assert (await cases.standing() == []) == looks_back


async def test_a_deadline_moved_or_cancelled_in_time_has_no_effect(cases: Cases) -> None:
    for id_ in ("moved", "cancelled"):
        await cases.open(id_, cases.clock.now() + MINUTE)
    await cases.open("moved", cases.clock.now() + 3 * MINUTE)
    await cases.close("cancelled")
    cases.clock.advance(2 * MINUTE)
    assert await run_due(cases, worker_of(cases)) == 0
    cases.clock.advance(MINUTE)
    assert await run_due(cases, worker_of(cases)) == 1
    assert await cases.breaches() == {"case-moved": 1}


async def test_a_worker_killed_after_the_commit_repeats_without_effect(cases: Cases) -> None:
    await cases.open("d", cases.clock.now())
    async with cases.pool.acquire() as connection:
        row = await connection.fetchrow("SELECT * FROM deadlines")
    assert row is not None
    due = Due("d", "d", "case-d", "breach", row["due_at"], row["set_at"], {})
    await cases.breach(due)
    await cases.breach(due)
    assert await cases.breaches() == {"case-d": 1}


async def test_five_thousand_due_at_once_are_taken_in_bounded_batches(cases: Cases) -> None:
    await cases.pool.execute(
        "INSERT INTO deadlines (id, key, stream, kind, due_at, detail)"
        " SELECT 'd' || n, 'k' || n, 'case-d' || n, 'breach', $1, '{}' FROM generate_series(1, 5000) AS n",
        cases.clock.now(),
    )
    at_once = most_at_once = 0

    async def breach(due: Due) -> None:
        nonlocal at_once, most_at_once
        at_once += 1
        most_at_once = max(most_at_once, at_once)
        cancel = [CancelDeadline(due.id)]
        await cases.store.append(Append(due.stream, due.key, AnyVersion(), [], due.command, deadlines=cancel))
        at_once -= 1

    worker = worker_of(cases, breach)
    batches = []
    while taken := await run_due(cases, worker):
        batches.append(taken)
    assert batches == [500] * 10
    assert most_at_once <= WorkerBounds().keys_at_once_max
    assert await cases.standing() == []


def test_a_deadline_moved_or_set_anew_is_another_command() -> None:
    due_at = FixedClock().now()
    one = Due("d", "k", "s", "breach", due_at, due_at - MINUTE, {})
    moved = Due("d", "k", "s", "breach", due_at + MINUTE, due_at - MINUTE, {})
    anew = Due("d", "k", "s", "breach", due_at, due_at, {})
    assert one.command == Due("d", "k", "s", "breach", due_at, due_at - MINUTE, {}, attempts=2).command
    assert len({one.command.id, moved.command.id, anew.command.id}) == 3
