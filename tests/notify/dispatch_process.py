"""A dispatcher as a process of its own, to be killed and stopped.

Arguments: database URL, owner, lease in seconds; then what is switched off, if anything is.
"""

import asyncio
import signal
import sys

from services.notify.dispatch import outcomes
from services.notify.dispatch.calls import Calls
from services.notify.dispatch.lane import Due, Lane
from services.notify.dispatch.outcome import Attempt, Outcome
from shared.kit.postgres.pool import PoolBounds, opened_pool
from tests.notify.ledger import Hands

FREES_EARLY = "frees-early"
"""Calls do not hold their slots until the ledger has them."""

UNFENCED = "unfenced"
"""Outcomes are written whoever holds the shard."""

FENCE = "JOIN held ON held.id = outcome.shard AND held.epoch = outcome.epoch"


class FreesEarly(Calls):
    """Its slots are free at the answer, not when the ledger has it."""

    def _outcome(self, lane: Lane, due: Due, epoch: int, attempt: Attempt) -> Outcome:
        self.slots.give_back(attempt.ticket)
        return super()._outcome(lane, due, epoch, attempt)


async def _run(dsn: str, owner: str, lease_s: float) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with opened_pool(dsn, application_name=owner, bounds=PoolBounds(size_max=4)) as pool:
        dispatcher, sender = Hands.on(pool).dispatcher(owner, lease_s=lease_s)
        if FREES_EARLY in sys.argv:
            dispatcher.calls.__class__ = FreesEarly
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
