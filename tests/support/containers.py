"""The parts in Docker for one test run, by testcontainers; they end with the run, whatever happens to it."""

import io
import tarfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from testcontainers.core.container import DockerContainer

from deploy.local.parts import local_kafka
from deploy.local.parts.served import Served

KAFKA_IMAGE = "apache/kafka:4.3.1"
POSTGRES_IMAGE = "postgres:18"
KAFKA_PORT = 9092
POSTGRES_PORT = 5432
PASSWORD = "only-for-tests"  # noqa: S105 -- a throw-away container on loopback
READY_WITHIN_S = 90
PAUSE_S = 0.2


class KafkaContainer(DockerContainer):
    """`apache/kafka` in KRaft mode.

    testcontainers' own class boots Confluent's image only. The advertised address is the mapped port, known
    once the container runs: so it starts by waiting for a script, which then becomes the broker.
    """

    SCRIPT = "/tmp/start-kafka.sh"  # noqa: S108 -- inside of the container

    def __init__(self, image: str = KAFKA_IMAGE) -> None:
        super().__init__(image)
        self.with_exposed_ports(KAFKA_PORT)
        self.with_command(
            ["sh", "-c", f"while [ ! -f {self.SCRIPT} ]; do sleep 0.1; done; exec sh {self.SCRIPT}"]
        )
        for name, value in _KAFKA_ENVIRONMENT.items():
            self.with_env(name, value)

    def start(self) -> "KafkaContainer":
        """The broker process has its advertised address; wait for metadata before use."""
        super().start()
        script = (
            f"export KAFKA_ADVERTISED_LISTENERS=PLAINTEXT://{self.bootstrap()}\nexec /etc/kafka/docker/run\n"
        )
        folder, name = self.SCRIPT.rsplit("/", 1)
        # Moved into place whole, so that the waiting loop never runs half of it.
        self.get_wrapped_container().put_archive(folder, _archive(f"{name}.draft", script))
        self.get_wrapped_container().exec_run(["mv", f"{self.SCRIPT}.draft", self.SCRIPT])
        return self

    def bootstrap(self) -> str:
        """Host and mapped port."""
        return f"{self.get_container_host_ip()}:{self.get_exposed_port(KAFKA_PORT)}"


_KAFKA_ENVIRONMENT = {
    "KAFKA_NODE_ID": "1",
    "KAFKA_PROCESS_ROLES": "broker,controller",
    "KAFKA_CONTROLLER_QUORUM_VOTERS": "1@localhost:9093",
    "KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
    "KAFKA_LISTENERS": f"PLAINTEXT://0.0.0.0:{KAFKA_PORT},CONTROLLER://localhost:9093",
    "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "KAFKA_AUTO_CREATE_TOPICS_ENABLE": "false",
    "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR": "1",
    "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR": "1",
    "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR": "1",
    "KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR": "1",
    "KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR": "1",
    "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS": "0",
}


@contextmanager
def kafka_container() -> Iterator[Served]:
    """A broker that lists itself, for as long as the block lasts."""
    with KafkaContainer() as container:
        bootstrap = container.bootstrap()
        _wait(KAFKA_IMAGE, lambda: local_kafka.answers(bootstrap))
        yield Served("kafka", bootstrap, "docker", KAFKA_IMAGE)


@contextmanager
def postgres_container(settings: Mapping[str, str]) -> Iterator[Served]:
    """A server with these settings accepts connections on its mapped port, as long as the block lasts."""
    container = DockerContainer(POSTGRES_IMAGE)
    container.with_exposed_ports(POSTGRES_PORT).with_env("POSTGRES_PASSWORD", PASSWORD)
    container.with_command(["postgres", *(f"-c{name}={value}" for name, value in settings.items())])
    # Asked over TCP: the image's first start runs a server on the socket only, which is not the one to use.
    probe = ["pg_isready", "-q", "-h", "127.0.0.1", "-U", "postgres"]
    with container:
        _wait(POSTGRES_IMAGE, lambda: container.get_wrapped_container().exec_run(probe).exit_code == 0)
        host, port = container.get_container_host_ip(), container.get_exposed_port(POSTGRES_PORT)
        url = f"postgresql://postgres:{PASSWORD}@{host}:{port}/postgres"
        yield Served("postgres", url, "docker", POSTGRES_IMAGE)


def _wait(image: str, ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while not ready():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{image} was not ready within {READY_WITHIN_S} s")
        time.sleep(PAUSE_S)


def _archive(name: str, text: str) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        entry = tarfile.TarInfo(name)
        entry.size = len(text.encode())
        entry.mode = 0o755
        archive.addfile(entry, io.BytesIO(text.encode()))
    return buffer.getvalue()
