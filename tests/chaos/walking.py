"""Rounds of a walk: steps under way side by side, then quiescence, then every oracle."""

import asyncio
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from time import monotonic
from typing import Final

from shared.contracts.envelope import Message
from shared.contracts.topics import SERVICES
from tests.chaos import on_confidence, on_deadlines, on_deliveries, on_owners, on_the_log
from tests.chaos.acting import act
from tests.chaos.quiet import quieted
from tests.chaos.steps import Step
from tests.chaos.world import World
from tests.journey.household import ROOT

CALLERS: Final = 4
STEP_EVERY_S: Final = 0.04
"""The pace: slow enough that a process which died lives again before the round is over."""

Saying = Callable[[str], None]


class WalkFailed(AssertionError):  # noqa: N818 -- it says what happened
    """The system broke a promise; `findings` says which."""

    def __init__(self, findings: Sequence[str]) -> None:
        super().__init__("\n".join(findings))
        self.findings = findings
        self.history: list[Step] = []


class Walk:
    """A walk through one world. `history` are the steps so far."""

    def __init__(self, world: World, say: Saying) -> None:
        self.world, self.say = world, say
        self.history: list[Step] = []

    async def round(self, steps: Sequence[Step]) -> None:
        """The steps are done, the system is quiet, and all is as promised. Raises `WalkFailed`."""
        began = monotonic()
        first = len(self.history)
        self.history += steps
        await self._done(iter(enumerate(steps, first)))
        walked = monotonic()
        try:
            await quieted(self.world)
        except AssertionError as error:
            raise WalkFailed([f"not quiet: {error}", *self.world.ledger.findings]) from error
        quiet = monotonic()
        found = await findings(self.world)
        held = monotonic()
        self.say(
            f"{len(steps)} steps {walked - began:.1f} s, quiet {quiet - walked:.1f} s, "
            f"held against the oracles {held - quiet:.1f} s; {self._counted()}"
        )
        if found:
            raise WalkFailed(found)

    def _counted(self) -> str:
        ledger = self.world.ledger
        told, came = sum(map(len, ledger.told.values())), sum(one.calls for one in self.world.receivers)
        return f"{len(ledger.accepted)} accepted, {len(ledger.refused)} refused, {told} told, {came} webhooks"

    async def _done(self, steps: Iterator[tuple[int, Step]]) -> None:
        async def caller() -> None:
            for number, step in steps:
                await act(self.world, number, step)
                await asyncio.sleep(CALLERS * STEP_EVERY_S)  # the pace of a caller, not a wait for anything

        async with asyncio.TaskGroup() as callers:
            for _ in range(CALLERS):
                callers.create_task(caller())


async def findings(world: World) -> list[str]:
    """Everything that is not as promised, in a world that is quiet."""
    log: dict[str, list[Message]] = {}
    found = list(world.ledger.findings)
    found += [one async for one in on_the_log.findings(world, log)]
    found += [one async for one in on_deliveries.findings(world, log)]
    found += [one async for one in on_deadlines.findings(world)]
    found += [one async for one in on_owners.findings(world)]
    found += [one async for one in on_confidence.findings(world, log)]
    for service in SERVICES:
        found += await _verified(world, service)
    return found


async def _verified(world: World, service: str) -> list[str]:
    """What the service's own `verify` finds: read models against a rebuild, the store against its rules."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", f"services.{service}", "verify"),
        cwd=ROOT,
        env=world.house.environments[service],
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    return [] if process.returncode == 0 else [f"{service} verify: {output.decode()[-2_000:]}"]


def rounds(steps: Iterator[Step], size: int) -> Iterator[list[Step]]:
    """The walk in rounds, without end."""
    while batch := list(islice(steps, size)):
        yield batch
