"""The four services as processes of their own, on the run's real parts, each with its own database."""

import asyncio
import os
import signal
import subprocess
import sys
from base64 import b64encode
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from deploy.local.ports import free_port
from shared.contracts.roles import Role
from shared.contracts.topics import SERVICES, every_topic
from shared.kit.http.keys import ApiKeys
from shared.kit.http.tokens import mint
from shared.kit.postgres.pool import PoolBounds, opened_pool
from tests.support import databases
from tests.support.eventually import eventually
from tests.support.schemas import SCHEMAS
from tests.support.topics import make_topics
from tests.support.whole_service import SECRET, prepare

ROOT = Path(__file__).parents[2]
READY_WITHIN_S = 60
STOP_WITHIN_S = 30
PROGRAMS = {**{service: (service, "run") for service in SERVICES}, "tiers": ("scoring", "tiers")}


@dataclass
class Household:
    """The running processes and a caller with every role."""

    environments: Mapping[str, dict[str, str]]
    ports: Mapping[str, int]
    key: str
    logs: Path
    http: httpx.AsyncClient
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str) -> None:
        """The process runs; its output goes to a file of its name."""
        service, verb = PROGRAMS[name]
        with (self.logs / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(  # noqa: S603 -- our own services
                [sys.executable, "-m", f"services.{service}", verb],
                cwd=ROOT,
                env=self.environments[name],
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def kill(self, name: str) -> None:
        """The process is gone at once, by -9."""
        process = self.running.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait(STOP_WITHIN_S)

    def stop_all(self) -> dict[str, int]:
        """Every process was asked to end; returns their exit codes."""
        for process in self.running.values():
            process.terminate()
        return {name: process.wait(STOP_WITHIN_S) for name, process in self.running.items()}

    async def ready(self, *names: str) -> None:
        """The named processes, or all, say that they are ready."""

        async def is_ready(name: str) -> bool:
            assert self.running[name].poll() is None, (self.logs / f"{name}.log").read_text()[-3_000:]
            try:
                answer = await self.http.get(f"{self.url(name)}/readyz")
            except httpx.TransportError:
                return False
            return answer.status_code == httpx.codes.OK

        for name in names or tuple(self.running):
            await eventually(lambda name=name: is_ready(name), READY_WITHIN_S)  # type: ignore[misc]

    def url(self, name: str) -> str:
        """The address of a process's HTTP server."""
        return f"http://127.0.0.1:{self.ports[name]}"

    async def post(self, name: str, path: str, body: Any, *, once: str | None = None) -> httpx.Response:
        """The answer to a POST; `once` is the Idempotency-Key, fresh unless given."""
        headers = {"Idempotency-Key": once or str(uuid4())}
        return await self.http.post(f"{self.url(name)}{path}", json=body, headers=headers)

    async def get(self, name: str, path: str, **query: str) -> httpx.Response:
        """The answer to a GET."""
        return await self.http.get(f"{self.url(name)}{path}", params=query)


@asynccontextmanager
async def household(postgres_url: str, kafka: str, prefix: str, logs: Path) -> AsyncIterator[Household]:
    """Yield the running system; its databases and processes are gone afterwards."""
    await make_topics(kafka, every_topic(prefix))
    urls = {service: await databases.create(postgres_url) for service in SERVICES}
    ports = {name: free_port() for name in PROGRAMS}
    key = mint().text
    environments = {
        name: _environment(name, service, urls[service], kafka, prefix, ports)
        for name, (service, _) in PROGRAMS.items()
    }
    await asyncio.gather(*(_prepare(service, url, key) for service, url in urls.items()))
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {key}"}, timeout=15) as http:
        house = Household(environments, ports, key, logs, http)
        try:
            for name in PROGRAMS:
                house.start(name)
            await house.ready()
            yield house
        finally:
            for process in house.running.values():
                process.kill()
                process.wait(STOP_WITHIN_S)
            for url in urls.values():
                await databases.drop(url, postgres_url)


def _environment(  # noqa: PLR0913, PLR0917 -- the facts of one process
    name: str, service: str, url: str, kafka: str, prefix: str, ports: Mapping[str, int]
) -> dict[str, str]:
    variables = {
        "DATABASE_URL": url,
        "KAFKA_BOOTSTRAP": kafka,
        "TOPIC_PREFIX": prefix,
        "HTTP_PORT": str(ports[name]),
        "API_KEY_PEPPER": SECRET,
        "CURSOR_SECRET": SECRET,
        "ENCRYPTION_KEY": b64encode(bytes(32)).decode(),
        "ALLOWED_NETWORKS": "127.0.0.0/8",
    }
    return {**os.environ, **{f"{service.upper()}_{name}": value for name, value in variables.items()}}


async def _prepare(service: str, url: str, key: str) -> None:
    # Here, not by the service's own verbs, which have their tests: two starts of a process for each service
    # took longer than most of what a test then does.
    await prepare(url, *SCHEMAS[service])
    async with opened_pool(url, application_name="journey", bounds=PoolBounds(size_max=1)) as pool:
        await ApiKeys(pool, SECRET).create("journey", frozenset(Role), datetime.now(UTC), given=key)
