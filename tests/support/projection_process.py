"""A host in a process of its own, to be killed: `python -m tests.support.projection_process <json>`.

The process kills itself, by the signal that no handler sees, when it passes `point` for the `nth` time.
"""

import asyncio
import json
import os
import signal
import sys
from dataclasses import dataclass
from typing import Any, Literal

from shared.kit.clock import FixedClock
from shared.kit.postgres.pool import opened_pool
from shared.kit.projection.consumption import Consumption
from shared.kit.projection.options import CrashPoint, Options
from shared.kit.projection.projector import Projector
from shared.kit.roles import Role
from tests.support.tally import Tally

Host = Literal["plain", "faust"]


@dataclass(frozen=True, slots=True)
class Run:
    """What the process is told; `point` None means that it lives until SIGTERM."""

    host: Host
    database: str
    bootstrap: str
    group: str
    topics: list[str]
    instance: str | None = None
    point: CrashPoint | None = None
    nth: int = 1
    batch_records_max: int = 50


def host_of(kind: Host, projector: Projector[Any], consumption: Consumption, clock: FixedClock) -> Role:
    """The host of that kind; Faust is only imported where it runs."""
    if kind == "plain":
        from shared.kit.projection.plain_host import PlainHost

        return PlainHost(projector, consumption, clock)
    from shared.kit.projection.faust_host import FaustHost

    return FaustHost(projector, consumption, clock)


async def main(run: Run) -> None:
    passed = 0

    def at(point: CrashPoint) -> None:
        nonlocal passed
        passed += point == run.point
        if point == run.point and passed == run.nth:
            os.kill(os.getpid(), signal.SIGKILL)

    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with opened_pool(run.database, application_name="projection_process") as pool:
        consumption = Consumption(
            run.bootstrap, run.group, run.topics, "beginning", run.instance, run.batch_records_max
        )
        projector = Projector(pool, Tally(), Options(at=at))
        await host_of(run.host, projector, consumption, FixedClock()).run(stop)


if __name__ == "__main__":
    asyncio.run(main(Run(**json.loads(sys.argv[1]))))
