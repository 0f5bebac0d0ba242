"""The session of the README, run as it is written, on an installation of its own."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.local.installation import PORTS, port_variable
from deploy.local.ports import free_port

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
FENCE = re.compile(r"```console\n(.*?)```", re.DOTALL)
RUNS_THE_TESTS = "make test"
"""The one command that the suite does not run: it is the suite."""

ORDINARY_PORTS = {str(port): name for name, port in PORTS.items()}


@dataclass(frozen=True, slots=True)
class Played:
    """What the commands said behind `make up`, and the database that the dashboards of then read."""

    said: str
    scoring: str


@contextmanager
def played(folder: Path, within_s: float, arguments: str = "") -> Iterator[Played]:
    """Every command before `make down` was run, in its order; that one is run in the end.

    `make` takes ARGS from its environment: the commands stay as they are.
    """
    machine = _machine(folder) | {"ARGS": arguments}
    commands = [command for command in _commands() if command.strip() != RUNS_THE_TESTS]
    first = commands.index("make up")
    before, (up, *session, down) = commands[:first], commands[first:]
    try:
        for command in (*before, up):
            _run(machine, folder, _here(command, machine), within_s)
        keys = json.loads(_run(machine, ROOT, f"{sys.executable} -m deploy.local keys --json", within_s))
        machine["KEY"] = keys["everything"]
        said = _run(machine, folder, "\n".join(_here(command, machine) for command in session), within_s)
        variables = _run(machine, ROOT, f"{sys.executable} -m deploy.local variables", within_s)
        yield Played(said, re.findall(r"SCORING_DATABASE_URL='?([^'\s]+)", variables)[0])
    finally:
        _run(machine, folder, _here(down, machine), within_s)
        shutil.rmtree(folder / "state", ignore_errors=True)


def _commands() -> list[str]:
    lines = "".join(FENCE.findall(README)).splitlines()
    return [line.removeprefix("$ ").split("    #")[0] for line in lines if line.startswith("$ ")]


def _machine(folder: Path) -> dict[str, str]:
    """Return the environment of an installation: other ports, an own state folder, nothing given."""
    environment = {k: v for k, v in os.environ.items() if k not in {"TUOKE_POSTGRES_URL", "TUOKE_KAFKA"}}
    environment |= {port_variable(name): str(free_port()) for name in PORTS}
    environment |= {"TUOKE_POSTGRES_PORT": str(free_port()), "TUOKE_KAFKA_PORT": str(free_port())}
    return environment | {"TUOKE_STATE": str(folder / "state"), "TUOKE_PARTS": "local"}


def _run(environment: dict[str, str], folder: Path, command: str, within_s: float) -> str:
    done = subprocess.run(  # noqa: S603 -- the README's own commands
        ["bash", "-euo", "pipefail", "-c", command],  # noqa: S607 -- the user's shell
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=within_s,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def _here(command: str, environment: dict[str, str]) -> str:
    """Return the command for this machine's ports, run from a folder beside the project."""
    moved = re.sub(r"localhost:(\d+)", lambda m: f"localhost:{_port(m[1], environment)}", command)
    moved = re.sub(r"127\.0\.0\.1:(\d+)", lambda m: f"127.0.0.1:{_port(m[1], environment)}", moved)
    return re.sub(r"^make ", f"make -C {ROOT} ", moved).replace("curl -sS", "curl -sS --fail-with-body")


def _port(ordinary: str, environment: dict[str, str]) -> str:
    return environment[port_variable(ORDINARY_PORTS[ordinary])]
