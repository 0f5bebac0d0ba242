"""A worker on the cases, and one turn of it."""

from shared.kit.deadlines.due import Handler
from shared.kit.deadlines.worker import DeadlineWorker, WorkerBounds
from tests.shared.deadlines.conftest import Cases


def worker_of(
    cases: Cases, handler: Handler | None = None, bounds: WorkerBounds | None = None
) -> DeadlineWorker:
    return DeadlineWorker(cases.pool, {"breach": handler or cases.breach}, cases.clock, bounds)


async def run_due(cases: Cases, worker: DeadlineWorker) -> int:
    async with cases.pool.acquire() as connection:
        return await worker.run_due(connection)
