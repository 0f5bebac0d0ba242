"""What the README says is so: its commands run, its tables are the code's, what it names exists."""

import asyncio
import importlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.installation import PORTS, port_variable
from deploy.local.ports import free_port
from shared.contracts.topics import SERVICES
from shared.kit.settings_table import describe
from tests.scoring.test_dashboards import panels
from tests.support.databases import connected

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
FENCE = re.compile(r"```console\n(.*?)```", re.DOTALL)
ROW = re.compile(r"^\| `LEADS_(\w+)` \|(.*)\|$|^\| `NOTIFY_(\w+)` \|(.*)\|$", re.MULTILINE)
NAMED = re.compile(r"(?:\]\(|`)((?:services|shared|deploy|tests)/[\w./-]+)")
RUNS_THE_TESTS = "make test"
"""The one command that the suite does not run: it is the suite."""

WITHIN_S = 240
WHOLE_WITHIN_S = 600
SOME_OF_THE_SHOP = "--customers 250"
ORDINARY_PORTS = {str(port): name for name, port in PORTS.items()}


def _commands() -> list[str]:
    lines = "".join(FENCE.findall(README)).splitlines()
    return [line.removeprefix("$ ").split("    #")[0] for line in lines if line.startswith("$ ")]


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[dict[str, str]]:
    """An installation of its own: other ports, an own state folder, nothing given."""
    environment = {k: v for k, v in os.environ.items() if k not in {"TUOKE_POSTGRES_URL", "TUOKE_KAFKA"}}
    environment |= {port_variable(name): str(free_port()) for name in PORTS}
    environment |= {"TUOKE_POSTGRES_PORT": str(free_port()), "TUOKE_KAFKA_PORT": str(free_port())}
    environment |= {"TUOKE_STATE": str(tmp_path / "state"), "TUOKE_PARTS": "local"}
    yield environment
    _run(environment, tmp_path, f"make -C {ROOT} down")
    shutil.rmtree(tmp_path / "state", ignore_errors=True)


def _run(environment: dict[str, str], folder: Path, command: str, within_s: float = WITHIN_S) -> str:
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


def _session(machine: dict[str, str], folder: Path, within_s: float) -> None:
    """The commands were run in their order, and said what they should."""
    commands = [command for command in _commands() if command.strip() != RUNS_THE_TESTS]
    before, (up, *session, down) = (
        commands[: commands.index("make up")],
        commands[commands.index("make up") :],
    )
    for command in (*before, up):
        _run(machine, folder, _here(command, machine), within_s)
    keys = json.loads(_run(machine, ROOT, f"{sys.executable} -m deploy.local keys --json"))
    machine["KEY"] = keys["everything"]
    said = _run(machine, folder, "\n".join(_here(command, machine) for command in session))
    assert '"tier":"ordinary"' in said
    assert "客户" in said
    assert '"policy_version"' in said
    variables = _run(machine, ROOT, f"{sys.executable} -m deploy.local variables")
    url = re.findall(r"SCORING_DATABASE_URL='?([^'\s]+)", variables)[0]
    assert asyncio.run(_empty_panels(url)) == []
    _run(machine, folder, _here(down, machine))


async def _empty_panels(url: str) -> list[str]:
    """Return the panels of the dashboards that show nothing of what the demo told over HTTP."""
    async with connected(url) as connection:
        return [
            title
            for title, panel in panels()
            for target in panel["targets"]
            if not any(value is not None for row in await connection.fetch(target["rawSql"]) for value in row)
        ]


@pytest.mark.timeout(WITHIN_S + 60)
def test_the_commands_run_as_written(machine: dict[str, str], tmp_path: Path) -> None:
    # make takes ARGS from its environment: the commands stay as they are, with less of the shop to wait for.
    _session(machine | {"ARGS": SOME_OF_THE_SHOP}, tmp_path, WITHIN_S)


@pytest.mark.long
@pytest.mark.timeout(WHOLE_WITHIN_S + 60)
def test_the_commands_run_as_written_with_the_whole_shop(machine: dict[str, str], tmp_path: Path) -> None:
    _session(machine, tmp_path, WHOLE_WITHIN_S)


def test_the_settings_table_is_what_the_services_read() -> None:
    told: dict[str, list[str]] = {}
    for name, cells, name_of_notify, cells_of_notify in ROW.findall(README):
        told[name or name_of_notify] = [cell.strip() for cell in (cells or cells_of_notify).split(" | ")]
    read: dict[str, list[str]] = {}
    for service in SERVICES:
        settings = importlib.import_module(f"services.{service}.settings")
        cls = getattr(settings, f"{service.capitalize()}Settings")
        for row in describe(cls):
            name = row.variable.removeprefix(f"{service.upper()}_")
            default = "required" if row.default is None else f"`{row.default}`" if row.default else ""
            read[name] = [row.type.replace(" | ", ", "), default, row.meaning]
    read["HTTP_PORT"][1] = "`8101` … `8104`"
    assert told == read


@pytest.mark.parametrize("name", sorted(set(NAMED.findall(README))))
def test_what_is_named_exists(name: str) -> None:
    assert (ROOT / name).exists()


def test_the_four_services_are_named_with_their_ports() -> None:
    assert [s for s in SERVICES if f"`{s}` :{PORTS[s]}" not in README] == []
