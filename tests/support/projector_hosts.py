"""A host of a projector at work in a test: within this process, or in one that can be killed."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Any

from aiokafka import TopicPartition

from shared.kit.clock import FixedClock
from shared.kit.projection.options import Options, Start
from shared.kit.projection.plain_host import PlainHost
from shared.kit.projection.port import ReadModel
from shared.kit.projection.projector import Projector
from tests.support.projection_process import Host, Run, host_of
from tests.support.projection_stage import Stage
from tests.support.tally import Tally

HELD_BY = "SELECT count(DISTINCT owner) FROM tally.offsets"


def fetch_no_more(host: Any, topic: str, partition: int) -> None:
    """The host's consumer goes on without this partition, as after a rebalance that it took badly."""
    held = TopicPartition(topic, partition)
    if isinstance(host, PlainHost):
        host._consumer.pause(held)
    else:
        host._app.consumer.pause_partitions({held})


class Hosts:
    """Subclass it and set `host`."""

    host: Host

    @asynccontextmanager
    async def running(
        self,
        stage: Stage,
        model: ReadModel[Any] | None = None,
        clock: FixedClock | None = None,
        *,
        start: Start = "beginning",
        instance: str | None = None,
    ) -> AsyncIterator[Projector[Any]]:
        projector = Projector(stage.pool, model or Tally(), Options())
        host = host_of(self.host, projector, stage.consumption(start, instance), clock or FixedClock())
        stop = asyncio.Event()
        task = asyncio.create_task(host.run(stop))
        try:
            yield projector
            assert not task.done(), task.exception()
        finally:
            stop.set()
            await task

    @asynccontextmanager
    async def apart(self, stage: Stage, **told: Any) -> AsyncIterator[asyncio.subprocess.Process]:
        run = Run(self.host, stage.database, stage.kafka, stage.group, stage.topics, **told)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.support.projection_process", json.dumps(asdict(run))
        )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
