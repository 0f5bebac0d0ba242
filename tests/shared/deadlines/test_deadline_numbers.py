"""What `/metrics` and traces say of deadlines."""

import asyncio
from datetime import timedelta

from shared.kit import metrics, tracing
from shared.kit.deadlines.backlog import watch
from shared.kit.deadlines.due import Due
from shared.kit.deadlines.worker import WorkerBounds
from tests.shared.deadlines.conftest import Cases
from tests.shared.deadlines.hands import run_due, worker_of
from tests.support.eventually import eventually


def said(number: str, **labels: str) -> float:
    return metrics.registry.get_sample_value(f"tuoke_deadlines_{number}", labels) or 0


async def test_what_is_overdue_and_what_was_set_aside_is_told(cases: Cases) -> None:
    async def leaves(_: Due) -> None: ...

    before = {outcome: said("handled_total", outcome=outcome) for outcome in ("ended", "quarantined")}
    await cases.open("left", cases.clock.now())
    await run_due(cases, worker_of(cases, leaves, WorkerBounds(tries_max=1)))
    await cases.open("ends", cases.clock.now())
    await run_due(cases, worker_of(cases))
    after = {outcome: said("handled_total", outcome=outcome) for outcome in before}
    assert after == {outcome: count + 1 for outcome, count in before.items()}

    for number in range(3):
        await cases.open(f"late-{number}", cases.clock.now() - timedelta(minutes=1))
    watching = asyncio.create_task(watch(cases.pool, cases.clock))
    _: bool = await eventually(lambda: (said("overdue"), said("quarantined")) == (3, 1))
    watching.cancel()


async def test_each_deadline_takes_effect_in_a_trace_of_its_own(cases: Cases) -> None:
    traces: list[str | None] = []

    async def breach(due: Due) -> None:
        traces.append(tracing.traceparent())
        await cases.breach(due)

    for id_ in ("one", "two"):
        await cases.open(id_, cases.clock.now())
    await run_due(cases, worker_of(cases, breach))
    assert len(set(traces)) == 2
    assert None not in traces
