"""A PostgreSQL and a Kafka of a test's own, to be stopped, killed and started again on the same data.

The run's own parts serve every other test at once, so none of them may fall; these may.
"""

import asyncio
import contextlib
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from deploy.local import process
from deploy.local.parts import local_kafka, local_postgres, postgres_home
from deploy.local.parts.served import Served
from deploy.local.ports import free_port

GONE_WITHIN_S = 10.0


@dataclass(frozen=True, slots=True)
class OwnPart:
    """A server that is down and up as the test says; its address and its data stay."""

    name: str
    folder: Path
    port: int
    start_it: Callable[[Path, int], Served]
    stop_it: Callable[[Path], bool]

    async def start(self) -> str:
        """It answers at the returned address."""
        return (await asyncio.to_thread(self.start_it, self.folder, self.port)).address

    async def stop(self) -> None:
        """It has ended in good order."""
        await asyncio.to_thread(self.stop_it, self.folder)

    async def kill(self) -> None:
        """It has ended by SIGKILL, every process of it at once."""
        await asyncio.to_thread(self._kill)

    def _kill(self) -> None:
        running = process.find(self.folder, self.name)
        assert running is not None
        first = psutil.Process(running.pid)
        family = [first, *first.children(recursive=True)]
        for member in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                member.send_signal(signal.SIGKILL)
        # Reaps the first and clears its record; the others are reaped by whoever inherits them.
        process.stop(self.folder, running)
        psutil.wait_procs(family, timeout=GONE_WITHIN_S)


@contextlib.contextmanager
def own_postgres() -> Iterator[OwnPart]:
    """A PostgreSQL that runs from the beginning of the block and is gone after it."""
    with _folder("postgres") as folder:
        part = OwnPart(local_postgres.NAME, folder, free_port(), local_postgres.start, local_postgres.stop)
        try:
            part.start_it(folder, part.port)
            yield part
        finally:
            part.stop_it(folder)
            postgres_home.remove_data(folder)


@contextlib.contextmanager
def own_kafka() -> Iterator[OwnPart]:
    """A Kafka that runs from the beginning of the block and is gone after it."""
    with _folder("kafka") as folder:
        part = OwnPart(local_kafka.NAME, folder, free_port(), local_kafka.start, local_kafka.stop)
        try:
            part.start_it(folder, part.port)
            yield part
        finally:
            part.stop_it(folder)


@contextlib.contextmanager
def _folder(part: str) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix=f"tuoke-own-{part}-"))
    # PostgreSQL runs as a stand-in user when we are root, who must be able to walk through.
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
