"""The system under the walk: its processes, its receivers, and those who speak on its inbox topics."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import httpx
from aiokafka import AIOKafkaProducer

from shared.contracts.topics import topic
from tests.chaos.ledger import Ledger
from tests.chaos.receiver import Receiver, receiving
from tests.journey.household import STOP_WITHIN_S, Household, household
from tests.support.databases import connected

CALL_TIMEOUT_S = 4.0
FILTERS = (["*"], ["tuoke.leads.*", "tuoke.visits.complaint-filed"])
"""Of the receivers, one each."""


@dataclass
class World:
    """Everything that a step may touch."""

    house: Household
    kafka: str
    prefix: str
    producer: AIOKafkaProducer
    http: httpx.AsyncClient
    receivers: list[Receiver]
    ledger: Ledger = field(default_factory=Ledger)
    paused: set[str] = field(default_factory=set)

    def database(self, service: str) -> str:
        """The URL of a service's database."""
        return self.house.environments[service][f"{service.upper()}_DATABASE_URL"]

    def topic(self, service: str, kind: str = "v1") -> str:
        """The name of a topic of this run."""
        return topic(service, kind, self.prefix)  # type: ignore[arg-type]

    @asynccontextmanager
    async def connected(self, service: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
        """A connection to a service's database, with every right."""
        async with connected(self.database(service)) as connection:
            yield connection

    def kill(self, name: str) -> None:
        """The process is gone by -9, whether it ran, was stopped, or was gone already."""
        self.paused.discard(name)
        if name in self.house.running:
            self.house.kill(name)

    async def stop(self, name: str) -> int | None:
        """The process was asked to end; returns its exit code, or None when it did not run."""
        self.resume(name)
        process = self.house.running.pop(name, None)
        if process is None:
            return None
        process.terminate()
        try:
            return await asyncio.to_thread(process.wait, STOP_WITHIN_S)
        except BaseException:
            process.kill()
            raise

    def start(self, name: str) -> None:
        """The process runs, unless it does already."""
        process = self.house.running.get(name)
        if process is None or process.poll() is not None:
            self.house.start(name)

    def pause(self, name: str) -> None:
        """The process stands still by SIGSTOP."""
        if name in self.house.running:
            self.house.running[name].send_signal(signal.SIGSTOP)
            self.paused.add(name)

    def resume(self, name: str) -> None:
        """The process goes on where it stood."""
        if name in self.paused:
            self.paused.discard(name)
            self.house.running[name].send_signal(signal.SIGCONT)


@asynccontextmanager
async def world(postgres_url: str, kafka: str, prefix: str, logs: Path) -> AsyncIterator[World]:
    """Yield the running system with its subscribers."""
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(household(postgres_url, kafka, prefix, logs))
        authorized = {"Authorization": f"Bearer {house.key}", "Content-Type": "application/json"}
        client = httpx.AsyncClient(headers=authorized, timeout=CALL_TIMEOUT_S)
        producer = AIOKafkaProducer(bootstrap_servers=kafka, enable_idempotence=True)
        await producer.start()
        stack.push_async_callback(producer.stop)
        http = await stack.enter_async_context(client)
        receivers = []
        for filters in FILTERS:
            receiver = await stack.enter_async_context(receiving())
            made = await house.post("notify", "/v1/endpoints", {"url": receiver.url, "filters": filters})
            assert made.status_code == httpx.codes.CREATED, made.text
            receiver.secret = made.json()["secret"]
            receivers.append(receiver)
        yield World(house, kafka, prefix, producer, http, receivers)
