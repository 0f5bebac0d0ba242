"""A projector in a process of its own: ours with all guards, or the bare loop."""

import asyncio
import os
import resource
from collections.abc import Callable, Mapping
from contextlib import suppress
from time import perf_counter
from typing import Any

import uvloop

from services.scoring.board.model import BoardModel
from shared.kit import collector
from shared.kit.clock import SystemClock
from shared.kit.postgres.pool import PoolBounds, opened_pool
from shared.kit.projection.consumption import Consumption, topics_of
from shared.kit.projection.plain_host import PlainHost
from shared.kit.projection.port import ReadModel
from shared.kit.projection.projector import Projector
from shared.policy import default_book
from tests.bench import machine
from tests.bench.stage import say, told
from tests.bench.sums import Sums
from tests.support.eventually import eventually
from tests.support.topics import PARTITIONS

MODELS: Mapping[str, Callable[[], ReadModel[Any]]] = {
    "sums": Sums,
    "board": lambda: BoardModel(default_book().tier.letters["potential"]),
}
PAUSE_S, OTHERS_S = 0.002, 30
_POOL = PoolBounds(size_max=4)


class Clocked:
    """Wall and CPU seconds since the partitions were assigned, and the peak memory.

    The CPU of processes that it started counts too, once they have ended; their memory does not.
    """

    def __init__(self) -> None:
        self._wall, self._cpu = perf_counter(), _cpu_s()

    def said(self, records: int, ends: Mapping[str, int]) -> dict[str, Any]:
        """Return what the parent is told."""
        return {
            "records": records,
            "seconds": perf_counter() - self._wall,
            "cpu_s": _cpu_s() - self._cpu,
            "memory_mb": machine.peak_mb(os.getpid()),
            "ends": dict(ends),
        }


def _cpu_s() -> float:
    used = [resource.getrusage(of) for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


class Member(PlainHost):
    """Takes nothing before its group is complete, so that what is measured is all of its processes."""

    members = 1

    @property
    def has_its_share(self) -> bool:
        """Whether it holds as many partitions as each of the members will."""
        return len(self.standing.positions) * self.members == len(self._consumption.topics) * PARTITIONS

    async def _once(self) -> None:
        if self.has_its_share or self.standing.records:
            await super()._once()
        else:
            await asyncio.sleep(PAUSE_S)


async def ours(given: Mapping[str, Any]) -> dict[str, Any]:
    """Run the host until all records are stored, by this process or by the others of its group."""
    model = MODELS[given["model"]]()
    topics = topics_of(model, given["prefix"])
    consumption = Consumption(given["kafka"], f"{given['group']}.{model.name}", topics, "beginning")
    async with opened_pool(given["database"], application_name="bench", bounds=_POOL) as pool:
        host, stop = Member(Projector(pool, model), consumption, SystemClock()), asyncio.Event()
        host.members = given["of"]
        running = asyncio.create_task(host.run(stop))
        collector.settle()
        while not host.has_its_share:
            _alive(running)
            await asyncio.sleep(PAUSE_S)
        clocked, share = Clocked(), sum(given["ends"].get(held, 0) for held in _places(host))
        while host.standing.records < share:
            _alive(running)
            await asyncio.sleep(PAUSE_S)
        said = clocked.said(host.standing.records, _ends(host.standing.positions))
        stood = f"SELECT sum(next_offset) FROM {model.name}.offsets"  # noqa: S608 -- a constant of the model

        async def all_stored() -> bool:
            return bool(await pool.fetchval(stood) >= given["records"])

        # Whoever leaves its group early makes the others join it anew.
        await eventually(all_stored, OTHERS_S)
        stop.set()
        await running
    return said


def _places(host: PlainHost) -> list[str]:
    return [f"{topic.split('.')[1]}/{partition}" for topic, partition in host.standing.positions]


def _alive(running: "asyncio.Task[None]") -> None:
    if running.done():
        running.result()


def _ends(positions: Mapping[tuple[str, int], int]) -> dict[str, int]:
    return {f"{topic.split('.')[1]}/{partition}": end for (topic, partition), end in positions.items() if end}


def main() -> None:
    """Run one contender and say what it took."""
    given = told()
    if given["contender"] == "ours":
        work = ours(given)
    else:
        from tests.bench import rivals_kafka

        work = rivals_kafka.CONTENDERS[given["contender"]](given)
    factory = asyncio.new_event_loop if given["contender"] == "faust" else uvloop.new_event_loop
    with asyncio.Runner(loop_factory=factory) as runner, suppress(asyncio.CancelledError):
        say(**runner.run(work))


if __name__ == "__main__":
    main()
