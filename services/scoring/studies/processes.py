"""The processes that fold a study's shares: started, listened to, and never left behind."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from typing import Self

import msgspec

from services.scoring.studies.asked import Asked, Word
from shared.kit.errors import Operational

STOP_S = 5.0
"""How long a process that is told to end may take before it is killed."""

WORD_BYTES_MAX = 1024 * 1024
"""One line of what a process says; an answer is some kilobytes."""

REASON_CHARACTERS_MAX = 500

_WORDS = msgspec.json.Decoder(Word)


class ShareEnded(Operational):
    """A process ended before its share was folded; ask again."""

    code = "share_ended"


class SharesRunning:
    """The shares of one study, as a block: when it is left, no process is."""

    def __init__(self, asked: Sequence[Asked]) -> None:
        self._asked, self._words = asked, [Word() for _ in asked]
        self._processes: list[Process] = []
        self._heard: asyncio.Future[list[None]] | None = None

    @property
    def done(self) -> int:
        """How much is read."""
        return sum(word.done for word in self._words)

    @property
    def total(self) -> int:
        """How much there is to read, as far as the shares have said."""
        return sum(word.total for word in self._words)

    @property
    def answers(self) -> Sequence[msgspec.Raw]:
        """Return what each share says at last."""
        return [word.answer for word in self._words]

    async def ended_within(self, seconds: float) -> bool:
        """Return whether all have ended well. Raises `ShareEnded` when one has not."""
        assert self._heard is not None  # noqa: S101 -- made when the block was entered
        done, _ = await asyncio.wait([self._heard], timeout=seconds)
        if done:
            self._heard.result()
        return bool(done)

    async def __aenter__(self) -> Self:
        """Every share has a process that folds it."""
        try:
            for asked in self._asked:
                self._processes.append(await _started(asked))
        except BaseException:
            await self._stopped()
            raise
        listening = [self._listen(number, process) for number, process in enumerate(self._processes)]
        self._heard = asyncio.ensure_future(asyncio.gather(*listening))
        return self

    async def __aexit__(self, *_: object) -> None:
        """No process is left."""
        await self._stopped()

    async def _listen(self, number: int, process: Process) -> None:
        assert process.stdout is not None  # noqa: S101 -- asked for as a pipe
        async for line in process.stdout:
            self._words[number] = _WORDS.decode(line)
        assert process.stderr is not None  # noqa: S101 -- asked for as a pipe
        errors = (await process.stderr.read()).decode(errors="replace").splitlines()
        if await process.wait() or not self._words[number].is_last:
            why = errors[-1] if errors else f"ended with {process.returncode}"
            raise ShareEnded(why[:REASON_CHARACTERS_MAX])

    async def _stopped(self) -> None:
        for process in self._processes:
            if process.returncode is None:
                process.terminate()
        await asyncio.gather(*map(_gone, self._processes))
        if self._heard is not None:
            await asyncio.wait([self._heard])
            if not self._heard.cancelled():
                self._heard.exception()


async def _started(asked: Asked) -> Process:
    # What is asked goes in by the pipe: an address of a database has no place in a list of processes.
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "services.scoring.studies.process"),
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        limit=WORD_BYTES_MAX,
    )
    assert process.stdin is not None  # noqa: S101 -- asked for as a pipe
    process.stdin.write(msgspec.json.encode(asked) + b"\n")
    await process.stdin.drain()
    return process


async def _gone(process: Process) -> None:
    try:
        async with asyncio.timeout(STOP_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
