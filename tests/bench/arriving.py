"""A live projector in a process of its own that says how old each fact is when its row is durable."""

import asyncio
import sys
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from statistics import quantiles
from typing import Any

import uvloop

from shared.kit import collector
from shared.kit.clock import SystemClock
from shared.kit.postgres.pool import PoolBounds, opened_pool
from shared.kit.projection.consumption import Consumption, topics_of
from shared.kit.projection.options import Options
from shared.kit.projection.plain_host import PlainHost
from shared.kit.projection.port import Touched
from shared.kit.projection.projector import Projector
from tests.bench.projecting import PAUSE_S, Clocked
from tests.bench.stage import say, told
from tests.bench.sums import Sum, Sums

_POOL = PoolBounds(size_max=4)


class Watched(Sums):
    """The sums, which remember when the facts of each prepared batch were recorded."""

    fingerprint = "watched"

    def __init__(self) -> None:
        super().__init__()
        self.batches: deque[list[datetime]] = deque()
        self.ages_ms: list[float] = []

    def rows(self, touched: Sequence[Touched[Sum]]) -> Mapping[str, Sequence[Any]]:
        self.batches.append([fact.message.recorded_at for one in touched for fact in one.facts])
        return super().rows(touched)

    def at(self, point: str) -> None:
        """The oldest batch that was prepared is durable."""
        if point == "committed" and self.batches:
            now = datetime.now(UTC)
            self.ages_ms += [1_000 * (now - moment).total_seconds() for moment in self.batches.popleft()]


async def project(given: Mapping[str, Any]) -> dict[str, Any]:
    """Run until so many records are stored, or for ever when none are named."""
    model = Watched()
    consumption = Consumption(
        given["kafka"],
        f"{given['group']}.sums",
        topics_of(model, given["prefix"]),
        "beginning",
        given.get("instance"),
    )
    async with opened_pool(given["database"], application_name="bench", bounds=_POOL) as pool:
        projector = Projector(pool, model, Options(at=model.at))
        host, stop = PlainHost(projector, consumption, SystemClock()), asyncio.Event()
        running = asyncio.create_task(host.run(stop))
        while not projector.positions:  # noqa: ASYNC110 -- a host tells nobody
            await asyncio.sleep(PAUSE_S)
        collector.settle()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while not host.standing.records:  # noqa: ASYNC110 -- a host tells nobody
            # The speaker prepares what it will say: the clock runs from the first word.
            await asyncio.sleep(PAUSE_S)
        clocked = Clocked()
        while not given["records"] or host.standing.records < given["records"]:
            if running.done():
                running.result()
            await asyncio.sleep(PAUSE_S)
        said = clocked.said(host.standing.records, {})
        cuts = quantiles(model.ages_ms, n=100)
        stop.set()
        await running
    return {**said, "p50": cuts[49], "p99": cuts[98]}


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as at_work, suppress(asyncio.CancelledError):
        say(**at_work.run(project(told())))
