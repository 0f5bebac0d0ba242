"""leads and scoring as they are deployed: each a process of its own on a migrated database."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection

from deploy.local.ports import free_port
from services.leads import wiring as leads_wiring
from services.scoring import wiring as scoring_wiring
from shared.contracts.roles import Role
from shared.kit.http.keys import ApiKeys
from shared.kit.postgres.pool import opened_pool
from tests.bench.stage import Stage, serving
from tests.support.eventually import eventually
from tests.support.topics import make_topics
from tests.support.whole_service import SECRET, prepare

TOPICS = ("leads.v1", "leads.inbox.v1", "leads.dead-letter.v1", "visits.v1", "scoring.v1")
READY_S = 30
OK = 200


@dataclass(frozen=True, slots=True)
class Running:
    """A service at work: its process, its port, its database and a key of every role."""

    pid: int
    port: int
    database: str
    token: str

    def headers(self) -> dict[str, str]:
        """Return what every request carries."""
        return {"authorization": f"Bearer {self.token}"}


@contextlib.asynccontextmanager
async def leads(stage: Stage, *only: str) -> AsyncIterator[Running]:
    """Yield leads with its API and these roles, on a fresh database."""
    async with stage.database() as url:
        await prepare(url, leads_wiring.MIGRATIONS, leads_wiring.MODELS)
        async with _started(stage, "leads", url, *only) as running:
            yield running


@contextlib.asynccontextmanager
async def beside(stage: Stage, service: str, first: Running) -> AsyncIterator[Running]:
    """Yield one more process of the service, on the same database, with nothing but its API."""
    async with _started(stage, service, first.database) as running:
        yield running


@contextlib.asynccontextmanager
async def scoring(stage: Stage) -> AsyncIterator[Running]:
    """Yield scoring with nothing but its API, on a fresh database."""
    async with stage.database() as url:
        await prepare(url, scoring_wiring.MIGRATIONS, scoring_wiring.models(stage.prefix))
        async with _started(stage, "scoring", url) as running:
            yield running


@contextlib.asynccontextmanager
async def _started(stage: Stage, service: str, url: str, *only: str) -> AsyncIterator[Running]:
    await make_topics(stage.kafka, [f"{stage.prefix}.{topic}" for topic in TOPICS])
    port, name = free_port(), service.upper()
    environment = {
        f"{name}_DATABASE_URL": url,
        f"{name}_KAFKA_BOOTSTRAP": stage.kafka,
        f"{name}_TOPIC_PREFIX": stage.prefix,
        f"{name}_HTTP_PORT": str(port),
        f"{name}_API_KEY_PEPPER": SECRET,
        f"{name}_CURSOR_SECRET": SECRET,
        f"{name}_LOG_LEVEL": "error",
    }
    arguments = ("run", "--only", ",".join(("api", *only)))
    async with serving(f"services.{service}", environment, *arguments) as process:
        await eventually(lambda: _has_started(port), READY_S)
        yield Running(process.pid, port, url, await _key_of(url))


async def _key_of(url: str) -> str:
    async with opened_pool(url, application_name="bench") as pool:
        return (await ApiKeys(pool, SECRET).create("bench", frozenset(Role), datetime.now(UTC))).text


def _has_started(port: int) -> bool:
    try:
        connection = HTTPConnection("127.0.0.1", port, timeout=2)
        connection.request("GET", "/startupz")
        return connection.getresponse().status == OK
    except OSError:
        return False
