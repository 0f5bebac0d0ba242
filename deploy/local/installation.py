"""What this installation is made of: who serves its parts, and each process with its environment and port."""

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from deploy.local.parts.served import Served
from deploy.local.ports import LOOPBACK, port_from
from deploy.local.secret_values import SecretValues
from deploy.local.state import State
from shared.contracts.topics import DEFAULT_PREFIX, SERVICES

PORTS = {"leads": 8101, "visits": 8102, "scoring": 8103, "notify": 8104, "sink": 8109, "scoring-tiers": 8113}
"""Scoring's second process, the tier fold, answers probes on a port of its own."""


@dataclass(frozen=True, slots=True)
class Program:
    """One process to keep running: its command, what it adds to the environment, where it answers."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    port: int
    ready_path: str = "/readyz"

    @property
    def service(self) -> str:
        """The service that this is a process of."""
        return self.name.partition("-")[0]

    @property
    def url(self) -> str:
        """The address of its HTTP server."""
        return f"http://{LOOPBACK}:{self.port}"


@dataclass(frozen=True, slots=True)
class Installation:
    """The parts as they are served, and the ports as they were chosen when this installation started."""

    postgres: Served
    kafka: Served
    ports: dict[str, int]

    def save(self, path: Path) -> None:
        """The file says the same; only its owner reads it, as the URL carries the superuser's password."""
        draft = path.with_suffix(".draft")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(asdict(self)))
        draft.replace(path)


def load(path: Path) -> Installation | None:
    """The installation as last started; None when there is none, or its file is of an older form."""
    try:
        told = json.loads(path.read_text())
        return Installation(Served(**told["postgres"]), Served(**told["kafka"]), told["ports"])
    except (OSError, ValueError, TypeError, KeyError):
        return None


def chosen_ports(environment: Mapping[str, str] = os.environ) -> dict[str, int]:
    """The ports to listen on: the services' own variables (`LEADS_HTTP_PORT`) win over the defaults."""
    return {name: port_from(environment, port_variable(name), default) for name, default in PORTS.items()}


def port_variable(name: str) -> str:
    """Where a person names another port for one of the processes."""
    return f"{name.upper().replace('-', '_')}_HTTP_PORT"


def database_url(superuser_url: str, role: str, password: str, database: str) -> str:
    """The same server as another role in another database; what follows the `?` stays."""
    parts = urlsplit(superuser_url)
    address = parts.netloc.rpartition("@")[2]
    return urlunsplit(
        parts._replace(netloc=f"{role}:{quote(password, safe='')}@{address}", path=f"/{database}")
    )


def environment_of(service: str, installation: Installation, values: SecretValues) -> dict[str, str]:
    """Every variable that the service needs on this machine; one that the person set wins."""
    role, prefix = f"tuoke_{service}", f"{service.upper()}_"
    server = installation.postgres.address
    variables = {
        "DATABASE_URL": database_url(server, role, values.passwords[role], role),
        "MIGRATION_DATABASE_URL": database_url(
            server, f"{role}_owner", values.passwords[f"{role}_owner"], role
        ),
        "KAFKA_BOOTSTRAP": installation.kafka.address,
        "TOPIC_PREFIX": DEFAULT_PREFIX,
        "HTTP_HOST": LOOPBACK,
        "HTTP_PORT": str(installation.ports[service]),
        "API_KEY_PEPPER": values.peppers[service],
        "CURSOR_SECRET": values.cursor_secrets[service],
    }
    if service == "notify":
        # Webhooks never reach private networks by default; here the sink lives on this machine.
        variables |= {"ENCRYPTION_KEY": values.encryption_key, "ALLOWED_NETWORKS": "127.0.0.0/8"}
    return {prefix + name: os.environ.get(prefix + name, value) for name, value in variables.items()}


def service_command(service: str, *words: str) -> tuple[str, ...]:
    """The command line of a service, run by the Python that runs this."""
    return (sys.executable, "-m", f"services.{service}", *words)


def programs(installation: Installation, values: SecretValues, state: State) -> list[Program]:
    """Every process to keep running, in the order of their start."""
    ports = installation.ports
    kept = [
        Program(
            service,
            service_command(service, "run"),
            environment_of(service, installation, values),
            ports[service],
        )
        for service in SERVICES
    ]
    tiers = environment_of("scoring", installation, values) | {
        "SCORING_HTTP_PORT": str(ports["scoring-tiers"])
    }
    kept.append(Program("scoring-tiers", service_command("scoring", "tiers"), tiers, ports["scoring-tiers"]))
    sink = (sys.executable, "-m", "deploy.local.sink", "--port", str(ports["sink"]))
    kept.append(Program("sink", (*sink, "--record", str(state.root / "received.jsonl")), {}, ports["sink"]))
    return kept
