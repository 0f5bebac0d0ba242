"""Background processes, known by id *and* start time: a reused id is never mistaken for ours."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from deploy.local.refusal import Refusal

START_TIME_TOLERANCE_S = 2.0  # a stepped system clock moves what the kernel reports by about a second
POLL_S = 0.05
RECORD_SUFFIX = ".process.json"

_children: dict[int, "subprocess.Popen[bytes]"] = {}


@dataclass(frozen=True, slots=True)
class Running:
    """One started process as its record file tells it."""

    name: str
    pid: int
    started_at: float
    port: int | None = None

    def is_alive(self) -> bool:
        """Whether this very process still runs (neither ended, nor a zombie, nor another with its id)."""
        child = _children.get(self.pid)
        if child is not None and child.poll() is not None:
            return False
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.started_at) <= START_TIME_TOLERANCE_S
            return same and process.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False


def record_path(folder: Path, name: str) -> Path:
    """Where the record of a process lies."""
    return folder / f"{name}{RECORD_SUFFIX}"


def find(folder: Path, name: str) -> Running | None:
    """The recorded process if it still runs; a leftover record of a dead one is removed."""
    path = record_path(folder, name)
    try:
        running = Running(**json.loads(path.read_text()))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError):
        path.unlink(missing_ok=True)
        return None
    if running.is_alive():
        return running
    path.unlink(missing_ok=True)
    return None


def start(  # noqa: PLR0913 -- these are exactly the facts of a process; all but three are named at each call
    folder: Path,
    name: str,
    command: Sequence[str | Path],
    *,
    log: Path,
    port: int | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    user: int | None = None,
) -> Running:
    """Start the command in its own session (no Ctrl-C of ours reaches it) and leave its record behind.

    Raises: Refusal when the program cannot be run at all; OSError when its record cannot be written, after
    which it does not run.
    """
    try:
        with log.open("ab") as output:
            child = subprocess.Popen(  # noqa: S603 -- every command is built from our own parts
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env=dict(env) if env is not None else None,
                cwd=cwd,
                user=user,
            )
    except OSError as error:
        raise Refusal(f"{name} could not be started: {error}.") from error
    _children[child.pid] = child
    running = Running(name, child.pid, _started_at(child.pid), port)
    try:
        write_record(folder, running)
    except OSError:
        # Without its record nobody would ever find it again.
        stop(folder, running, first=signal.SIGKILL)
        raise
    return running


def write_record(folder: Path, running: Running) -> None:
    """The record is on disk as a whole or not at all."""
    path = record_path(folder, running.name)
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(asdict(running)))
    draft.replace(path)


def stop(
    folder: Path, running: Running, *, first: signal.Signals = signal.SIGTERM, within_s: float = 15
) -> None:
    """The process has ended and its record is gone; asked politely first, killed after `within_s`."""
    for signal_, patience_s in ((first, within_s), (signal.SIGKILL, 5.0)):
        if not running.is_alive():
            break
        os.kill(running.pid, signal_)
        _wait_until_gone(running, patience_s)
    child = _children.pop(running.pid, None)
    if child is not None:
        child.wait()
    record_path(folder, running.name).unlink(missing_ok=True)


def exit_code(running: Running) -> int | None:
    """How a process that we started ended; None when it runs, or another program started it."""
    child = _children.get(running.pid)
    return child.poll() if child is not None else None


def _started_at(pid: int) -> float:
    try:
        return float(psutil.Process(pid).create_time())
    except psutil.NoSuchProcess:
        return time.time()


def _wait_until_gone(running: Running, within_s: float) -> None:
    deadline = time.monotonic() + within_s
    while running.is_alive() and time.monotonic() < deadline:
        time.sleep(POLL_S)
