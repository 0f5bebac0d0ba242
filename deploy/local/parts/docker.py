"""Docker: whether an engine answers here, and the two services of the compose file that serve as parts."""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

from deploy.local.compose_environment import write as write_environment
from deploy.local.parts.served import Served
from deploy.local.ports import LOOPBACK
from deploy.local.refusal import Refusal
from deploy.local.secret_values import SecretValues
from deploy.local.state import ROOT, State

ASK_WITHIN_S = 5
START_WITHIN_S = 600  # the first start pulls images
STOP_WITHIN_S = 60


@cache
def engine_answers() -> bool:
    """Whether a Docker engine can be used: by its own command, which knows contexts, sockets and hosts."""
    return _succeeds("version", "--format", "{{.Server.Version}}")


@cache
def compose_answers() -> bool:
    """Whether the engine and the compose plugin can be used."""
    return engine_answers() and _succeeds("compose", "version")


def _succeeds(*words: str) -> bool:
    program = shutil.which("docker")
    if program is None:
        return False
    try:
        asked = subprocess.run(  # noqa: S603 -- the program that the path names docker
            [program, *words], capture_output=True, timeout=ASK_WITHIN_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0


def start_postgres(state: State, port: int, values: SecretValues) -> Served:
    """The compose file's server is healthy and published on the port.

    Raises: Refusal.
    """
    _up(state, "postgres", {"TUOKE_POSTGRES_PORT": str(port)}, values)
    url = f"postgresql://postgres:{values.superuser_password}@{LOOPBACK}:{port}/postgres"
    return Served("postgres", url, "docker", "compose service postgres")


def start_kafka(state: State, port: int, values: SecretValues) -> Served:
    """The compose file's broker is healthy and published on the port.

    Raises: Refusal.
    """
    _up(state, "kafka", {"TUOKE_KAFKA_PORT": str(port)}, values)
    return Served("kafka", f"{LOOPBACK}:{port}", "docker", "compose service kafka")


def stop(state: State) -> list[str]:
    """The parts that were started here have stopped, their volumes stay; their names."""
    started = [name for name in ("kafka", "postgres") if _mark(state, name).exists()]
    for name in started:
        _compose(state, "stop", name, within_s=STOP_WITHIN_S)
        _mark(state, name).unlink()
    return started


def _up(state: State, service: str, ports: dict[str, str], values: SecretValues) -> None:
    write_environment(_environment_file(state), values)
    _mark(state, service).touch()
    _compose(state, "up", "--detach", "--wait", service, ports=ports, within_s=START_WITHIN_S)


def _compose(state: State, *words: str, ports: dict[str, str] | None = None, within_s: float) -> None:
    docker = shutil.which("docker") or "docker"
    command = [docker, "compose", "--env-file", str(_environment_file(state)), *words]
    try:
        done = subprocess.run(  # noqa: S603 -- see above
            command,
            cwd=ROOT,
            env={**os.environ, **(ports or {})},
            capture_output=True,
            text=True,
            timeout=within_s,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Refusal(f"Docker did not do `compose {' '.join(words)}`: {error}.") from error
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise Refusal(
            f"Docker did not do `compose {' '.join(words)}`: {said[-1] if said else 'no reason given'}"
        )


def _environment_file(state: State) -> Path:
    return state.root / "compose.env"


def _mark(state: State, service: str) -> Path:
    return state.run / f"{service}.docker"
