"""A whole service in this process, on real parts: its application, its roles, its callers."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import httpx

from shared.contracts.roles import Role
from shared.kit.http.keys import ApiKeys
from shared.kit.postgres.migrate import migrate
from shared.kit.postgres.pool import opened_pool
from shared.kit.projection.port import ReadModel
from shared.kit.projection.schema import ensure
from shared.kit.service import Service, Wire
from shared.kit.settings import ServiceSettings
from tests.support.databases import connected

SECRET = "known-to-everyone-0123456789abcdef"  # noqa: S105 -- it guards nothing but tests
NO_BROKER = "127.0.0.1:1"
"""For a service of which only the API runs: nothing connects before a role does."""

S = TypeVar("S", bound=ServiceSettings)


async def prepare(url: str, migrations: Sequence[Path], models: Sequence[ReadModel[Any]]) -> None:
    """The database is as the service's `migrate` leaves it."""
    await migrate(url, migrations)
    async with connected(url) as connection:
        for model in models:
            await ensure(connection, model)


def as_role(url: str, role: str) -> str:
    """Return the URL of the same database, whose sessions have the rights of `role` and no others."""
    return f"{url}?role={role}"


async def owned_by(url: str, role: str) -> str:
    """The database belongs to `role`; returns its URL for that role."""
    async with connected(url) as connection:
        await connection.execute(f"ALTER DATABASE {url.rpartition('/')[2]} OWNER TO {role}")
        await connection.execute(f"ALTER SCHEMA public OWNER TO {role}")
    return as_role(url, role)


def settings_for(cls: type[S], url: str, kafka: str = NO_BROKER, prefix: str = "test") -> S:
    """Return settings that read no environment."""
    return cls(
        database_url=url,
        kafka_bootstrap=kafka,
        topic_prefix=prefix,
        http_port=0,
        api_key_pepper=SECRET,
        cursor_secret=SECRET,
    )


@dataclass
class Caller:
    """Calls the service under one role. Each command gets a fresh Idempotency-Key unless one is given."""

    http: httpx.AsyncClient
    tokens: dict[Role, str] = field(default_factory=dict)

    async def post(  # noqa: PLR0913 -- the parts of a request
        self,
        path: str,
        body: Any = None,
        *,
        role: Role = Role.salesperson,
        key: str | None = None,
        version: int | None = None,
        content: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        """Return the answer to a POST; `version` goes as If-Match, `content` as raw bytes."""
        sent = self._as(role) | {"Idempotency-Key": key or str(uuid4()), "Content-Type": "application/json"}
        if version is not None:
            sent["If-Match"] = f'"{version}"'
        sent |= headers or {}
        if content is not None:
            return await self.http.post(path, content=content, headers=sent)
        return await self.http.post(path, json=body if body is not None else {}, headers=sent)

    async def get(self, path: str, *, role: Role = Role.viewer, **params: Any) -> httpx.Response:
        """Return the answer to a GET."""
        return await self.http.get(path, params=params or None, headers=self._as(role))

    def _as(self, role: Role) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens[role]}"}


@asynccontextmanager
async def serving(
    wire: Wire[S], settings: S, *, roles: Callable[[str], bool] = lambda _: False
) -> AsyncIterator[Caller]:
    """Yield a caller of the running service; of its roles, those run whose names `roles` picks."""
    async with AsyncExitStack() as resources:
        service = await wire(settings, resources)
        assert service.app is not None
        stop = asyncio.Event()
        async with running(service, roles, stop):
            service.health.started = True
            transport = httpx.ASGITransport(service.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://service") as http:
                yield Caller(http, await _tokens(settings))


@asynccontextmanager
async def running(service: Service, roles: Callable[[str], bool], stop: asyncio.Event) -> AsyncIterator[None]:
    """The picked roles run within the block; one that fails fails the test."""
    async with asyncio.TaskGroup() as tasks:
        for role in service.roles:
            if roles(role.name):
                tasks.create_task(role.run(stop), name=role.name)
        try:
            yield
        finally:
            stop.set()


async def _tokens(settings: ServiceSettings) -> dict[Role, str]:
    async with opened_pool(settings.database_url, application_name="test keys") as pool:
        keys = ApiKeys(pool, SECRET)
        now = datetime.now(UTC)
        return {role: (await keys.create(f"{role} of tests", frozenset({role}), now)).text for role in Role}


def problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """Return the problem document, which has that status and code and a title in the asked language."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert document["code"] == code, document
    assert document["title"]
    return document
