"""Who serves a part: given URLs, else Docker, else a local process. The same order everywhere."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from deploy.local.parts import docker, given, local_kafka, local_postgres
from deploy.local.parts.served import Served, Server
from deploy.local.ports import port_from, require_free
from deploy.local.process import find
from deploy.local.refusal import Refusal
from deploy.local.secret_values import SecretValues
from deploy.local.state import State

CHOICE_VARIABLE = "TUOKE_PARTS"
POSTGRES_PORT_VARIABLE, POSTGRES_PORT = "TUOKE_POSTGRES_PORT", 55432
KAFKA_PORT_VARIABLE, KAFKA_PORT = "TUOKE_KAFKA_PORT", 19092


def server_of(variable: str) -> Server:
    """Who serves the part whose address the variable would give.

    Raises: Refusal when `TUOKE_PARTS` names something else than docker or local.
    """
    choice = os.environ.get(CHOICE_VARIABLE, "")
    if os.environ.get(variable):
        return "given"
    if choice not in ("", "docker", "local"):
        raise Refusal(f"{CHOICE_VARIABLE} is {choice!r}; it may be docker or local.")
    if choice == "docker" or (not choice and docker.compose_answers()):
        return "docker"
    return "local"


def start_parts(state: State, values: SecretValues, progress: Callable[[str], None]) -> tuple[Served, Served]:
    """PostgreSQL and Kafka answer, started side by side where they did not run yet.

    Raises: Refusal.
    """
    with ThreadPoolExecutor(2) as threads:
        postgres = threads.submit(_postgres, state, values)
        kafka = threads.submit(_kafka, state, values, progress)
        return postgres.result(), kafka.result()


def stop_parts(state: State) -> list[str]:
    """The parts that this installation started have ended; their names."""
    stopped = [name for name, stop in _LOCAL if stop(state)]
    return stopped + docker.stop(state)


_LOCAL: list[tuple[str, Callable[[State], bool]]] = [
    ("kafka", lambda state: local_kafka.stop(state.kafka)),
    ("postgres", lambda state: local_postgres.stop(state.postgres)),
]


def _postgres(state: State, values: SecretValues) -> Served:
    match server_of(given.POSTGRES):
        case "given":
            return given.postgres()
        case "docker":
            return docker.start_postgres(
                state, port_from(os.environ, POSTGRES_PORT_VARIABLE, POSTGRES_PORT), values
            )
        case "local":
            port = postgres_port()
            if find(state.postgres, local_postgres.NAME) is None:
                require_free(port, "PostgreSQL", POSTGRES_PORT_VARIABLE)
            return local_postgres.start(state.postgres, port)


def _kafka(state: State, values: SecretValues, progress: Callable[[str], None]) -> Served:
    match server_of(given.KAFKA):
        case "given":
            return given.kafka()
        case "docker":
            return docker.start_kafka(state, kafka_port(), values)
        case "local":
            port = kafka_port()
            if find(state.kafka, local_kafka.NAME) is None:
                require_free(port, "Kafka", KAFKA_PORT_VARIABLE)
            return local_kafka.start(state.kafka, port, progress=progress)


def postgres_port() -> int:
    """Where PostgreSQL listens when we start it."""
    return port_from(os.environ, POSTGRES_PORT_VARIABLE, POSTGRES_PORT)


def kafka_port() -> int:
    """Where Kafka listens when we start it."""
    return port_from(os.environ, KAFKA_PORT_VARIABLE, KAFKA_PORT)
