"""A dispatcher as a process of its own, to be killed and stopped: database URL, owner, lease in seconds."""

import asyncio
import signal
import sys

from shared.kit.postgres.pool import PoolBounds, opened_pool
from tests.notify.ledger import Hands


async def _run(dsn: str, owner: str, lease_s: float) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with opened_pool(dsn, application_name=owner, bounds=PoolBounds(size_max=4)) as pool:
        dispatcher, sender = Hands.on(pool).dispatcher(owner, lease_s=lease_s)
        try:
            await dispatcher.run(stop)
        finally:
            await sender.close()


if __name__ == "__main__":
    asyncio.run(_run(sys.argv[1], sys.argv[2], float(sys.argv[3])))
