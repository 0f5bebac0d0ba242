"""The state folder: what one machine's installation keeps between commands."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.local.refusal import Refusal

ROOT = Path(__file__).resolve().parents[2]
FOLDER_VARIABLE = "TUOKE_STATE"
FREE_BYTES_MIN = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class State:
    """The folder and the places in it."""

    root: Path

    @property
    def run(self) -> Path:
        """Records of running processes."""
        return self.root / "run"

    @property
    def logs(self) -> Path:
        """One log a process."""
        return self.root / "logs"

    @property
    def postgres(self) -> Path:
        return self.root / "postgres"

    @property
    def kafka(self) -> Path:
        return self.root / "kafka"

    @property
    def secrets(self) -> Path:
        return self.root / "secrets.json"

    @property
    def installation(self) -> Path:
        """Who serves the parts of this installation, and on which ports its services listen."""
        return self.root / "installation.json"

    def log_of(self, name: str) -> Path:
        """Where a process writes."""
        return self.logs / f"{name}.log"


def open_state() -> State:
    """The folder with its places, made where missing.

    Raises: Refusal when it cannot be made or the disk is nearly full.
    """
    state = State(Path(os.environ.get(FOLDER_VARIABLE, ROOT / ".state")).resolve())
    try:
        for folder in (state.root, state.run, state.logs, state.postgres, state.kafka):
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal(f"The state folder {state.root} cannot be made: {error.strerror}.") from error
    return state


def require_room(state: State) -> None:
    """Return only when the disk has room for logs and data: a database that runs full stops in the middle.

    Raises: Refusal.
    """
    free = shutil.disk_usage(state.root).free
    if free < FREE_BYTES_MIN:
        raise Refusal(
            f"The disk of {state.root} has {free // 2**20} MiB free, {FREE_BYTES_MIN // 2**20} MiB needed: "
            f"make room, or name another folder in {FOLDER_VARIABLE}."
        )


@contextmanager
def only_command(state: State) -> Iterator[None]:
    """No other command changes what runs while the block lasts.

    Raises: Refusal when one does.
    """
    with (state.root / "command.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refusal(
                "Another command is starting or stopping this installation: wait for it."
            ) from error
        yield
