"""PostgreSQL and Kafka for the run: given by URL, else in Docker, else local processes; never skipped.

Each is started at its first use, once for the whole run, and stopped at its end by the id that was started.
"""

import contextlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pytest

from deploy.local.parts import docker, given, local_kafka, local_postgres
from deploy.local.parts.served import Server
from deploy.local.ports import free_port
from tests.support import databases

CONNECTIONS_MAX = 300
FORGETFUL = {"fsync": "off", "full_page_writes": "off"}
"""No machine crash is survived, and none is meant to be: nothing of the run's server outlives the run, and
hundreds of its databases are made and dropped, each of which would wait for the disk. Tests that kill a
server have one of their own, which is as `make up` starts it."""

ROOT = Path(__file__).parents[2]


@cache
def server_of(variable: str) -> Server:
    """Who serves the part whose address the variable would give."""
    if os.environ.get(variable):
        return "given"
    return "docker" if docker.engine_answers() else "local"


def pytest_configure(config: pytest.Config) -> None:
    """Under xdist the parts are started once, here, and the workers inherit them as given."""
    if getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput"):
        parts = contextlib.ExitStack()
        os.environ[given.POSTGRES] = parts.enter_context(serving_postgres())
        os.environ[given.KAFKA] = parts.enter_context(serving_kafka())
        config.add_cleanup(parts.close)


def pytest_report_header() -> list[str]:
    """One line that says what the results are worth: which real parts they come from."""
    return [f"real parts: PostgreSQL {server_of(given.POSTGRES)}, Kafka {server_of(given.KAFKA)}"]


@contextlib.contextmanager
def serving_postgres(differing: Mapping[str, str] = MappingProxyType(FORGETFUL)) -> Iterator[str]:
    """The superuser URL of a server that lives as long as the block, with settings other than the usual."""
    settings = {"max_connections": str(CONNECTIONS_MAX), **differing}
    match server_of(given.POSTGRES):
        case "given":
            yield given.postgres().address
        case "docker":
            from tests.support.containers import postgres_container

            with postgres_container(settings) as served:
                yield served.address
        case "local":
            with _folder("postgres") as folder:
                try:
                    yield local_postgres.start(folder, free_port(), settings=settings).address
                finally:
                    local_postgres.stop(folder)


@contextlib.contextmanager
def serving_kafka() -> Iterator[str]:
    """The bootstrap address of a broker that lives as long as the block."""
    match server_of(given.KAFKA):
        case "given":
            yield given.kafka().address
        case "docker":
            from tests.support.containers import kafka_container

            with kafka_container() as served:
                yield served.address
        case "local":
            with _folder("kafka") as folder:
                try:
                    yield local_kafka.start(folder, free_port()).address
                finally:
                    local_kafka.stop(folder)


@contextlib.contextmanager
def _folder(part: str) -> Iterator[Path]:
    """A folder outside of the project, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix=f"tuoke-test-{part}-"))
    # PostgreSQL runs as a stand-in user when we are root, who must be able to walk through.
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The superuser URL of the run's PostgreSQL, with the roles of the four services."""
    with serving_postgres() as url:
        databases.run_apart(databases.make_roles(url, ROOT))
        yield url


@pytest.fixture(scope="session")
def kafka() -> Iterator[str]:
    """The bootstrap address of the run's Kafka."""
    with serving_kafka() as bootstrap:
        yield bootstrap


@pytest.fixture
def database(postgres_url: str) -> Iterator[str]:
    """The URL of an empty database of this test's own."""
    url = databases.run_apart(databases.create(postgres_url))
    yield url
    databases.run_apart(databases.drop(url, postgres_url))


@pytest.fixture
def topic_prefix() -> str:
    """A prefix that no other test has, so that all may share one broker."""
    return f"t{secrets.token_hex(4)}"
