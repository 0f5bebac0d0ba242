"""Many due at once beside people's own commands: the worker's bounds keep the store open to both."""

import asyncio

import pytest

from shared.kit.deadlines.due import Due
from shared.kit.deadlines.worker import WorkerBounds
from shared.kit.errors import Unavailable
from shared.kit.eventstore.committer import QUEUE_MAX
from tests.shared.deadlines.conftest import Cases
from tests.shared.deadlines.hands import run_due, worker_of

MANY = QUEUE_MAX + 1_000
FILL = """
INSERT INTO deadlines (id, key, stream, kind, due_at, detail)
SELECT 'd' || n, 'k' || n, 'case-d' || n, 'breach', $1, '{}' FROM generate_series(1, $2::int) AS n
"""


@pytest.mark.parametrize("bounds", [WorkerBounds(), WorkerBounds(batch_max=MANY, keys_at_once_max=MANY)])
async def test_a_person_is_answered_while_very_many_take_effect(cases: Cases, bounds: WorkerBounds) -> None:
    await cases.pool.execute(FILL, cases.clock.now(), MANY)
    at_hand, refused = asyncio.Event(), 0

    async def breach(due: Due) -> None:
        at_hand.set()
        await cases.breach(due)

    async def everything() -> None:
        while await run_due(cases, worker_of(cases, breach, bounds)):
            pass

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(everything())
        await at_hand.wait()
        for number in range(20):
            try:
                await cases.open(f"own-{number}", cases.clock.now())
            except Unavailable:
                refused += 1
    # The switch: a worker that hands everything over at once fills the store's queue.
    assert (refused > 0) == (bounds.batch_max == MANY)
    if not refused:
        assert await cases.standing() == []
        assert await cases.breaches() == {
            **{f"case-d{n}": 1 for n in range(1, MANY + 1)},
            **{f"case-own-{n}": 1 for n in range(20)},
        }
