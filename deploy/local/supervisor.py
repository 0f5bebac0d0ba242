"""Keeps the programs running: one that dies is started again, a few times, then left dead for all to see.

A process of its own (`python -m deploy.local supervise`), so that `make up` can return. Told to stop, it
stops what it started and ends. Killed by -9 it leaves that running; `make down` finds it by its records.
"""

import json
import os
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import FrameType
from typing import Literal

from deploy.local import process
from deploy.local.installation import Program
from deploy.local.refusal import Refusal
from deploy.local.restarts import Restarts
from deploy.local.state import ROOT, State

NAME = "supervisor"
LOOK_EVERY_S = 0.2
TRIED_AGAIN_AFTER_S = 2.0
PROGRAM_STOP_WITHIN_S = 28.0  # a service drains within 25 s

Condition = Literal["starting", "running", "pausing", "given up"]


@dataclass(frozen=True, slots=True)
class Report:
    """What the supervisor last told of a program."""

    condition: Condition
    restarts: int
    last_exit: int | None


@dataclass(slots=True)
class Kept:
    """A program that is kept running; `untold` is what changed since it was last told."""

    program: Program
    condition: Condition = "starting"
    running: process.Running | None = None
    last_exit: int | None = None
    start_at: float = 0.0
    restarts: Restarts = field(default_factory=Restarts)
    untold: bool = True


def read_reports(state: State) -> dict[str, Report]:
    """How each program fares; empty when no supervisor tells."""
    try:
        return {name: Report(**told) for name, told in json.loads(_report_path(state).read_text()).items()}
    except (OSError, ValueError, TypeError):
        return {}


def supervise(programs: list[Program], state: State) -> None:
    """Every program has run until the supervisor was told to stop, and none runs any more."""
    told_to_stop = _stop_signal()
    kept = [Kept(program) for program in programs]
    while not told_to_stop.is_set():
        tended(kept, state, time.monotonic())
        told_to_stop.wait(LOOK_EVERY_S)
    with ThreadPoolExecutor(len(kept)) as threads:
        list(threads.map(lambda one: _stop(one, state), kept))
    _report_path(state).unlink(missing_ok=True)


def tended(kept: list[Kept], state: State, now: float) -> bool:
    """What is due was started, what died was noticed, and both were told; false when some of it was not.

    It is tried again: a disk that is full must not end whoever minds the programs.
    """
    failures: list[Exception] = []
    for one in kept:
        try:
            _look_after(one, state, now)
        except (OSError, Refusal) as failed:
            one.start_at = now + TRIED_AGAIN_AFTER_S
            failures.append(failed)
    try:
        if any(one.untold for one in kept):
            _tell(kept, state)
    except OSError as failed:
        failures.append(failed)
    for failure in failures:
        with suppress(OSError):  # our log is on the same disk
            sys.stderr.write(f"{failure}\n")
    return not failures


def _look_after(kept: Kept, state: State, now: float) -> None:
    if kept.condition == "running" and kept.running is not None and not kept.running.is_alive():
        kept.last_exit = process.exit_code(kept.running)
        process.stop(state.run, kept.running)
        pause = kept.restarts.pause_after_death(now)
        kept.condition = "given up" if pause is None else "pausing"
        kept.start_at = now + (pause or 0)
        kept.untold = True
    elif kept.condition in ("starting", "pausing") and now >= kept.start_at:
        kept.running = _start(kept.program, state)
        kept.condition = "running"
        kept.untold = True


def _start(program: Program, state: State) -> process.Running:
    return process.start(
        state.run,
        program.name,
        program.command,
        log=state.log_of(program.name),
        port=program.port,
        env={**os.environ, **program.environment},
        cwd=ROOT,
    )


def _stop(kept: Kept, state: State) -> None:
    if kept.running is not None:
        process.stop(state.run, kept.running, within_s=PROGRAM_STOP_WITHIN_S)


def _tell(kept: list[Kept], state: State) -> None:
    told = {
        one.program.name: asdict(Report(one.condition, one.restarts.count, one.last_exit)) for one in kept
    }
    draft = _report_path(state).with_suffix(".draft")
    draft.write_text(json.dumps(told))
    draft.replace(_report_path(state))
    for one in kept:
        one.untold = False


def _report_path(state: State) -> Path:
    return state.run / "supervisor.json"


def _stop_signal() -> threading.Event:
    told = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        told.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    return told
