"""A dispatcher as a process of its own, to be killed and stopped.

Arguments: database URL, owner, lease in seconds; then what is switched off, if anything is.
"""

import asyncio
import signal
import sys

from services.notify.dispatch import outcomes
from shared.kit.postgres.pool import PoolBounds, opened_pool
from tests.notify.ledger import Hands

UNMEASURED = "unmeasured"
"""Calls start however much is answered and not yet written."""

UNFENCED = "unfenced"
"""Outcomes are written whoever holds the shard."""

FENCE = "JOIN held ON held.id = outcome.shard AND held.epoch = outcome.epoch"


class Unmeasured(outcomes.Outcomes):
    """It tells nobody what it has not written."""

    @property
    def unwritten(self) -> int:
        return 0


async def _run(dsn: str, owner: str, lease_s: float) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with opened_pool(dsn, application_name=owner, bounds=PoolBounds(size_max=4)) as pool:
        dispatcher, sender = Hands.on(pool).dispatcher(owner, lease_s=lease_s)
        if UNMEASURED in sys.argv:
            dispatcher.outcomes.__class__ = Unmeasured
        if UNFENCED in sys.argv:
            fenced = outcomes._SQL["write_outcomes"]
            assert FENCE in fenced
            outcomes._SQL = {**outcomes._SQL, "write_outcomes": fenced.replace(FENCE, "")}
        try:
            await dispatcher.run(stop)
        finally:
            await sender.close()


if __name__ == "__main__":
    asyncio.run(_run(sys.argv[1], sys.argv[2], float(sys.argv[3])))
