"""Keeps the programs running: one that dies is started again, a few times, then left dead for all to see.

A process of its own (`python -m deploy.local supervise`), so that `make up` can return. Told to stop, it
stops what it started and ends. Killed by -9 it leaves that running; `make down` finds it by its records.
"""

import json
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import FrameType
from typing import Literal

from deploy.local import process
from deploy.local.installation import Program
from deploy.local.restarts import Restarts
from deploy.local.state import ROOT, State

NAME = "supervisor"
LOOK_EVERY_S = 0.2
PROGRAM_STOP_WITHIN_S = 28.0  # a service drains within 25 s

Condition = Literal["starting", "running", "pausing", "given up"]


@dataclass(frozen=True, slots=True)
class Report:
    """What the supervisor last told of a program."""

    condition: Condition
    restarts: int
    last_exit: int | None


@dataclass(slots=True)
class _Kept:
    program: Program
    condition: Condition = "starting"
    running: process.Running | None = None
    last_exit: int | None = None
    start_at: float = 0.0
    restarts: Restarts = field(default_factory=Restarts)


def read_reports(state: State) -> dict[str, Report]:
    """How each program fares; empty when no supervisor tells."""
    try:
        return {name: Report(**told) for name, told in json.loads(_report_path(state).read_text()).items()}
    except (OSError, ValueError, TypeError):
        return {}


def supervise(programs: list[Program], state: State) -> None:
    """Every program has run until the supervisor was told to stop, and none runs any more."""
    told_to_stop = _stop_signal()
    kept = [_Kept(program) for program in programs]
    while not told_to_stop.is_set():
        changes = [_look_after(one, state) for one in kept]
        if any(changes):
            _tell(kept, state)
        told_to_stop.wait(LOOK_EVERY_S)
    with ThreadPoolExecutor(len(kept)) as threads:
        list(threads.map(lambda one: _stop(one, state), kept))
    _report_path(state).unlink(missing_ok=True)


def _look_after(kept: _Kept, state: State) -> bool:
    """Start what is due, notice what died; whether anything changed."""
    now = time.monotonic()
    if kept.condition == "running" and kept.running is not None and not kept.running.is_alive():
        kept.last_exit = process.exit_code(kept.running)
        process.stop(state.run, kept.running)
        pause = kept.restarts.pause_after_death(now)
        kept.condition = "given up" if pause is None else "pausing"
        kept.start_at = now + (pause or 0)
        return True
    if kept.condition in ("starting", "pausing") and now >= kept.start_at:
        kept.running = _start(kept.program, state)
        kept.condition = "running"
        return True
    return False


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


def _stop(kept: _Kept, state: State) -> None:
    if kept.running is not None:
        process.stop(state.run, kept.running, within_s=PROGRAM_STOP_WITHIN_S)


def _tell(kept: list[_Kept], state: State) -> None:
    told = {
        one.program.name: asdict(Report(one.condition, one.restarts.count, one.last_exit)) for one in kept
    }
    draft = _report_path(state).with_suffix(".draft")
    draft.write_text(json.dumps(told))
    draft.replace(_report_path(state))


def _report_path(state: State) -> Path:
    return state.run / "supervisor.json"


def _stop_signal() -> threading.Event:
    told = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        told.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    return told
