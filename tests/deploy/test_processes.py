"""A background process is known by id and start time, ends when told, and leaves no record behind."""

import json
import os
import signal
import sys
import time
from pathlib import Path

import psutil
import pytest

from deploy.local import process, supervisor
from deploy.local.installation import Program
from deploy.local.refusal import Refusal
from deploy.local.restarts import RESTARTS_MAX, RESTARTS_WITHIN_S, Restarts
from deploy.local.state import State

SLEEPS = [sys.executable, "-c", "import time; time.sleep(60)"]
DEAF = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(60)
"""


def test_a_started_process_is_found_by_its_record_and_gone_after_its_stop(tmp_path: Path) -> None:
    started = process.start(tmp_path, "sleeper", SLEEPS, log=tmp_path / "log")
    assert process.find(tmp_path, "sleeper") == started
    process.stop(tmp_path, started)
    assert process.find(tmp_path, "sleeper") is None
    assert not process.record_path(tmp_path, "sleeper").exists()


def test_another_process_with_the_same_id_is_not_ours(tmp_path: Path) -> None:
    not_ours = process.Running("sleeper", os.getpid(), time.time() - 86_400)
    process.write_record(tmp_path, not_ours)
    assert process.find(tmp_path, "sleeper") is None
    assert not process.record_path(tmp_path, "sleeper").exists()


def test_stopping_a_reused_id_signals_nobody(tmp_path: Path) -> None:
    heard: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: heard.append(number))
    try:
        process.stop(tmp_path, process.Running("sleeper", os.getpid(), time.time() - 86_400))
    finally:
        signal.signal(signal.SIGTERM, before)
    assert heard == []


@pytest.mark.parametrize("text", ["", "{", "[]", json.dumps({"name": "x"})])
def test_an_unreadable_record_is_a_leftover(tmp_path: Path, text: str) -> None:
    process.record_path(tmp_path, "sleeper").write_text(text)
    assert process.find(tmp_path, "sleeper") is None


def test_a_process_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    log = tmp_path / "log"
    started = process.start(tmp_path, "deaf", [sys.executable, "-c", DEAF], log=log)
    deadline = time.monotonic() + 10
    while "deaf" not in log.read_text() and time.monotonic() < deadline:
        os.sched_yield()
    process.stop(tmp_path, started, within_s=0.2)
    assert not started.is_alive()


def test_a_process_whose_record_cannot_be_written_does_not_run(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        process.start(tmp_path / "gone", "sleeper", SLEEPS, log=tmp_path / "log")
    assert [child for child in psutil.Process().children() if child.cmdline() == SLEEPS] == []


def test_a_supervisor_that_can_write_nothing_goes_on_once_it_can(tmp_path: Path) -> None:
    state = State(tmp_path)
    state.logs.mkdir()
    kept = supervisor.Kept(Program("sleeper", tuple(SLEEPS), {}, 0))
    assert not supervisor.tended([kept], state, now=0.0)
    assert kept.running is None
    state.run.mkdir()
    supervisor.tended([kept], state, now=supervisor.TRIED_AGAIN_AFTER_S / 2)
    assert kept.running is None, "not in a hurry"
    try:
        assert supervisor.tended([kept], state, now=supervisor.TRIED_AGAIN_AFTER_S)
        assert supervisor.read_reports(state)["sleeper"].condition == "running"
    finally:
        assert kept.running is not None
        process.stop(state.run, kept.running)


def test_a_program_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"^nothing could not be started: .*\.$"):
        process.start(tmp_path, "nothing", ["/no/such/program"], log=tmp_path / "log")


def test_restarts_slow_down_and_end() -> None:
    restarts = Restarts()
    pauses = [restarts.pause_after_death(now=0.0) for _ in range(RESTARTS_MAX + 1)]
    assert pauses == [0.5, 1.0, 2.0, 4.0, 8.0, None]


def test_a_program_that_dies_rarely_is_restarted_for_ever() -> None:
    restarts = Restarts()
    assert all(restarts.pause_after_death(now=death * (RESTARTS_WITHIN_S + 1)) == 0.5 for death in range(20))
