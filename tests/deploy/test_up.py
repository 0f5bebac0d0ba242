"""`make up` on a machine of its own: everything real and local, started, found again, mended, stopped."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deploy.local.ports import LOOPBACK, free_port, is_taken
from tests.deploy.compose_file import ROOT
from tests.support.eventually import eventually

WITHIN_S = 150
PORTS = (
    *("LEADS_HTTP_PORT", "VISITS_HTTP_PORT", "SCORING_HTTP_PORT", "NOTIFY_HTTP_PORT", "SINK_HTTP_PORT"),
    *("SCORING_TIERS_HTTP_PORT", "TUOKE_POSTGRES_PORT", "TUOKE_KAFKA_PORT"),
)
PROGRAMS = {"leads", "visits", "scoring", "scoring-tiers", "notify", "sink"}


class Machine:
    """One installation with its own state folder and ports."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if name not in {"TUOKE_POSTGRES_URL", "TUOKE_KAFKA"}
        } | {"TUOKE_STATE": str(state), "TUOKE_PARTS": "local"}
        self.environment |= {name: str(free_port()) for name in PORTS}

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(  # noqa: S603 -- our own command
            [sys.executable, "-m", "deploy.local", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=WITHIN_S,
            check=False,
        )

    def status(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.run("status", "--json").stdout)
        return told

    def pid(self, program: str) -> int:
        return int(json.loads((self.state / "run" / f"{program}.process.json").read_text())["pid"])


@pytest.fixture
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    folder = tmp_path_factory.mktemp("machine")
    one = Machine(folder / "state")
    yield one
    one.run("clean", "--yes")


@pytest.mark.timeout(300)
async def test_an_installation_starts_is_found_again_mends_itself_and_stops(machine: Machine) -> None:
    first = machine.run("up")
    assert first.returncode == 0, first.stderr
    assert "local process" in first.stdout
    assert "curl" in first.stdout
    assert machine.status()["well"]

    begun = time.monotonic()
    again = machine.run("up")
    assert (again.returncode, again.stdout) == (0, first.stdout)
    assert time.monotonic() - begun < 10

    os.kill(machine.pid("visits"), signal.SIGKILL)

    def visits_was_restarted() -> bool:
        visits = next(part for part in machine.status()["parts"] if part["what"] == "visits")
        return (visits["condition"], visits["restarts"]) == ("ready", "1")

    await eventually(visits_was_restarted, within_s=40)

    os.kill(machine.pid("supervisor"), signal.SIGKILL)
    assert machine.run("status").returncode == 3
    stopped = machine.run("down")
    assert stopped.returncode == 0
    assert set(stopped.stdout.removeprefix("Stopped: ").removesuffix(".\n").split(", ")) == {
        *PROGRAMS,
        "kafka",
        "postgres",
    }
    assert not [name for name in PORTS if is_taken(int(machine.environment[name]))]
    assert machine.run("down").stdout == "Nothing was running.\n"


def test_a_taken_port_is_one_sentence_and_leaves_nothing_running(machine: Machine) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind((LOOPBACK, int(machine.environment["VISITS_HTTP_PORT"])))
        taken.listen()
        refused = machine.run("up")
    assert refused.returncode == 1
    (sentence,) = refused.stderr.splitlines()
    port = machine.environment["VISITS_HTTP_PORT"]
    assert sentence == (
        f"Port {port}, wanted by visits, is taken by another program: stop that one or set VISITS_HTTP_PORT."
    )
    assert machine.run("down").stdout == "Nothing was running.\n"


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("TUOKE_PARTS", "magic", "TUOKE_PARTS is 'magic'; it may be docker or local."),
        ("TUOKE_KAFKA_PORT", "many", "TUOKE_KAFKA_PORT is 'many'; it must be a port number."),
        ("LEADS_HTTP_PORT", "none", "LEADS_HTTP_PORT is 'none'; it must be a port number."),
    ],
)
def test_a_wrong_variable_is_one_sentence(machine: Machine, variable: str, value: str, sentence: str) -> None:
    machine.environment[variable] = value
    refused = machine.run("up")
    assert (refused.returncode, refused.stderr.splitlines()[-1]) == (1, sentence)


def test_unreadable_secrets_are_never_replaced(machine: Machine) -> None:
    machine.state.mkdir()
    (machine.state / "secrets.json").write_text("{")
    refused = machine.run("up")
    assert refused.returncode == 1
    assert "cannot be read" in refused.stderr
    assert (machine.state / "secrets.json").read_text() == "{"
    (machine.state / "secrets.json").unlink()
