"""How each grows: the same work over 1, 4 and 16 times the data, in turns."""

import contextlib
import importlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from tests.bench.harness import Case, Target, times
from tests.bench.stage import Stage

SCALES = (1, 4, 16)
GROWING = ("projector", "command", "bulk", "webhooks", "dashboard", "rebuild")
"""Modules of this package, each with `growing(stage, scales)`."""

LEAST_KEPT = 0.5
"""At the largest scale at least half of the rate is left: no work grows with what is stored already."""


@contextlib.asynccontextmanager
async def cases(stage: Stage) -> AsyncIterator[Sequence[Case]]:
    """Yield the cases."""
    target = Target(times(SCALES[-1]), times(SCALES[0]), LEAST_KEPT)
    async with contextlib.AsyncExitStack() as stack:
        yield [
            replace(
                await stack.enter_async_context(
                    importlib.import_module(f"tests.bench.{name}").growing(stage, SCALES)
                ),
                targets=[target],
            )
            for name in GROWING
        ]
