"""A relay as a process of its own, for tests that kill one.

Usage: `python -m tests.support.relay_process DATABASE KAFKA [RELAY]`, the last a name in `relay_switches`.
"""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from shared.kit.outbox.relay import Relay
from tests.support.outbox import Watched
from tests.support.relay_switches import RELAYS


@asynccontextmanager
async def relay_apart(database: str, kafka: str, relay: type[Relay] = Relay) -> AsyncIterator[Process]:
    """Another process is a relay; it is killed at the end if it was not before."""
    arguments = ("-m", "tests.support.relay_process", database, kafka, relay.__name__)
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, stdout=PIPE)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


if __name__ == "__main__":
    kind = RELAYS[sys.argv[3]] if sys.argv[3:] else Relay
    asyncio.run(kind(sys.argv[1], sys.argv[2], "leads", Watched()).run(asyncio.Event()))
