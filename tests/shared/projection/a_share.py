"""A process that folds a share of the tally, as it is told in JSON; it kills itself after its first bulk."""

import asyncio
import json
import os
import signal
import sys
from typing import Any

from shared.kit.postgres.pool import opened_pool
from shared.kit.projection.builder import Progress, silent
from shared.kit.projection.consumption import Consumption
from shared.kit.projection.rebuild import fold_share
from shared.kit.projection.shares import Share
from tests.support.tally import Tally


def die(progress: Progress) -> None:
    """The process is gone, as by a power cut, with a part of its share stored."""
    del progress
    os.kill(os.getpid(), signal.SIGKILL)


async def main(told: Any) -> int:
    """Fold the share; returns the records read."""
    # As few records of a number at a time as can be: what dies after the first has most of it before it.
    consumption = Consumption(
        told["kafka"], told["group"], told["topics"], "beginning", bulk_bytes_max=told["bulk"]
    )
    share = Share(told["number"], told["of"])
    progress = die if told["number"] == told["dies"] else silent
    async with opened_pool(told["database"], application_name="test") as pool:
        return await fold_share(pool, Tally(), consumption, share, progress)


if __name__ == "__main__":
    sys.stdout.write(f"{asyncio.run(main(json.loads(sys.argv[1])))}\n")
