"""A log folded by several processes at once, each with the same partition numbers of all topics."""

import asyncio
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, Final

from shared.kit.errors import Unavailable
from shared.kit.projection.memory import TopicPartition

PROCESSES_MAX: Final = 8
"""Each holds three connections and the rows of its partitions."""

SHARE_RECORDS_MIN: Final = 100_000
"""Fewer records than this are sooner folded than one more process is started."""

STOP_S: Final = 5.0
"""How long a process that is told to end may take before it is killed."""


class ShareFailed(Unavailable):
    """A process ended before its share was folded; the next rebuild goes on where all of them were."""

    code = "share_failed"


@dataclass(frozen=True, slots=True)
class Share:
    """Share `number` of `of`, counted from 0. Raises `ValueError` when there is no such share."""

    number: int = 0
    of: int = 1

    def __post_init__(self) -> None:
        """The share is one of its number."""
        if not 0 <= self.number < self.of <= PROCESSES_MAX:
            raise ValueError(f"no share {self.number} of {self.of}")

    def has(self, held: TopicPartition) -> bool:
        """Whether the partition belongs to it; a key's partitions are all in one share."""
        return held[1] % self.of == self.number


WHOLE: Final = Share()


@dataclass(frozen=True, slots=True)
class Apart:
    """How a fold is shared out: `command` is the command line of a process that folds a share.

    That process says how many records it read in its last line, and ends with 0.
    """

    command: Callable[[Share], Sequence[str]]
    processes: int
    share_records_min: int = SHARE_RECORDS_MIN

    def shares(self, records: int) -> list[Share]:
        """Return the shares that so many records are worth; none when one process does as well."""
        of = min(self.processes, PROCESSES_MAX, records // self.share_records_min)
        return [Share(number, of) for number in range(of)] if of > 1 else []

    async def fold(self, shares: Sequence[Share], here: Callable[[Share], Coroutine[Any, Any, int]]) -> int:
        """All shares are folded, the first of them `here`; returns the records read.

        Raises `ShareFailed`, or what `here` met, and no process is left.
        """
        running: list[Process] = []
        try:
            for share in shares[1:]:
                command = self.command(share)
                running.append(
                    await asyncio.create_subprocess_exec(*command, stdin=DEVNULL, stdout=PIPE, stderr=PIPE)
                )
            async with asyncio.TaskGroup() as group:
                counted = [group.create_task(_counted(one)) for one in running]
                counted.append(group.create_task(here(shares[0])))
        except* Exception as failed:  # noqa: BLE001 -- raised as it is: one that fails ends the others
            raise failed.exceptions[0] from None
        finally:
            # One that fails ends the others: their rows stay, and whoever asked is told at once.
            await asyncio.gather(*map(_ended, running))
        return sum(one.result() for one in counted)


async def _counted(process: Process) -> int:
    said, errors = await process.communicate()
    if process.returncode:
        why = (errors.decode(errors="replace").splitlines() or [f"ended with {process.returncode}"])[-1]
        raise ShareFailed(f"a process that folds a share: {why}; rebuild again to go on")
    return int(said.splitlines()[-1])


async def _ended(process: Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(STOP_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
