"""Tests run beside each other under xdist, but one that measures time has the machine to itself."""

import contextlib
import fcntl
import shutil
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

FOLDER = "turns"
"""What a worker is told: the folder of the two locks of its run."""


def pytest_configure(config: pytest.Config) -> None:
    """The run that starts workers has a folder for them."""
    if getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput"):
        folder = tempfile.mkdtemp(prefix="tuoke-test-turns-")
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
        config.pluginmanager.register(_Telling(folder))


class _Telling:
    def __init__(self, folder: str) -> None:
        self._folder = folder

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        node.workerinput[FOLDER] = self._folder


# Outermost, so that the waiting is no part of the time a test may take.
@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """A test marked `alone` begins when no other runs, and no other begins before it ends."""
    told = getattr(item.config, "workerinput", None)
    with turn(Path(told[FOLDER]), alone=_asks(item)) if told else contextlib.nullcontext():
        return (yield)


def _asks(item: pytest.Item) -> bool:
    return item.get_closest_marker("alone") is not None


@contextlib.contextmanager
def turn(folder: Path, *, alone: bool) -> Iterator[None]:
    """Nobody else of the folder is within such a block meanwhile, or nobody who is alone."""
    with (folder / "door").open("w") as door, (folder / "room").open("w") as room:
        # Who is to be alone waits in the door until the room is empty: else others go in past it for ever.
        fcntl.flock(door, fcntl.LOCK_EX)
        fcntl.flock(room, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        fcntl.flock(door, fcntl.LOCK_UN)
        yield
