"""A process that folds one share of a study: `python -m services.scoring.studies.process`.

It is told on its standard input what to fold and says on its output how far it is; it ends when the
input does, so that no process outlives the one that asked.
"""

import asyncio
import os
import sys
from threading import Thread

import msgspec

from services.scoring.studies.asked import Asked
from services.scoring.studies.kinds import KINDS
from shared.kit import collector
from shared.kit.postgres.pool import PoolBounds, opened_pool

NICENESS = 10
"""What answers people and folds the log comes first."""

ONE = PoolBounds(size_max=1)


async def fold_share(asked: Asked) -> None:
    """The share is folded, word by word on standard output."""
    collector.settle()
    async with (
        opened_pool(asked.database, application_name="scoring study", bounds=ONE) as pool,
        pool.acquire() as connection,
    ):
        async for word in KINDS[asked.kind].fold(asked, connection):
            sys.stdout.buffer.write(msgspec.json.encode(word) + b"\n")
            sys.stdout.buffer.flush()


def _end_with_the_input() -> None:
    # Read past the buffer: its lock, held by a thread, would be in the way of a regular end.
    os.read(sys.stdin.fileno(), 1)
    os._exit(1)


if __name__ == "__main__":
    os.nice(NICENESS)
    told = msgspec.json.decode(sys.stdin.buffer.readline(), type=Asked)
    Thread(target=_end_with_the_input, daemon=True).start()
    try:
        asyncio.run(fold_share(told))
    except Exception as error:  # noqa: BLE001 -- whatever it is, the study ends with it as its reason
        sys.exit(f"{type(error).__name__}: {' '.join(str(error).split())}")
