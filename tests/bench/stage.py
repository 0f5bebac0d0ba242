"""Where a case plays: the run's Postgres and Kafka, and children with processes of their own."""

import asyncio
import contextlib
import json
import os
import secrets
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.bench import machine
from tests.support import databases

CHILD_S = 120
READY_S = 30


class Failed(Exception):  # noqa: N818 -- it says what the child has
    """A child process ended with an error; the message is the end of what it said."""


@dataclass(slots=True)
class Stage:
    """One run's parts. `prefix` begins the names of its topics and groups."""

    postgres: str
    kafka: str
    postmaster: int | None
    prefix: str = field(default_factory=lambda: f"b{secrets.token_hex(3)}")

    def postgres_cpu_s(self) -> float:
        """Return what Postgres has used so far."""
        return machine.family_cpu_s(self.postmaster)

    @contextlib.asynccontextmanager
    async def database(self) -> AsyncIterator[str]:
        """Yield the URL of an empty database, gone afterwards."""
        url = await databases.create(self.postgres)
        try:
            yield url
        finally:
            await databases.drop(url, self.postgres)


async def apart(module: str, **told: Any) -> dict[str, Any]:
    """Run `module` as a program, told this as JSON; returns the JSON that it says last. Raises `Failed`."""
    return await answer_of(await _started(module, told))


async def answer_of(process: "asyncio.subprocess.Process") -> dict[str, Any]:
    """Return the JSON that a child says last. Raises `Failed` if it erred or takes too long."""
    try:
        async with asyncio.timeout(CHILD_S):
            said, errors = await process.communicate()
    except TimeoutError:
        process.kill()
        raise Failed(f"not done after {CHILD_S} s") from None
    if process.returncode:
        raise Failed(errors.decode()[-2_000:])
    answer: dict[str, Any] = json.loads(said.splitlines()[-1])
    return answer


@contextlib.asynccontextmanager
async def serving(
    module: str, environment: Mapping[str, str] | None = None, *arguments: str, **told: Any
) -> AsyncIterator["asyncio.subprocess.Process"]:
    """Yield the process of `module`: at once with arguments, else when it has said `ready`."""
    process = await _started(module, told, environment, arguments)
    try:
        if not arguments:
            assert process.stdout is not None
            async with asyncio.timeout(READY_S):
                while not (line := await process.stdout.readline()).startswith(b"ready"):
                    if not line:
                        assert process.stderr is not None
                        raise Failed(f"{module}: {(await process.stderr.read()).decode()[-2_000:]}")
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _started(
    module: str,
    told: Mapping[str, Any],
    environment: Mapping[str, str] | None = None,
    arguments: tuple[str, ...] = (),
) -> "asyncio.subprocess.Process":
    quiet = asyncio.subprocess.DEVNULL if arguments else asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module, *(arguments or (json.dumps(told),))),
        env={**os.environ, **(environment or {})},
        stdout=quiet,
        stderr=quiet,
    )


def told() -> dict[str, Any]:
    """Return what this child process was told."""
    given: dict[str, Any] = json.loads(sys.argv[1])
    return given


def say(**answer: Any) -> None:
    """The parent has the answer."""
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
