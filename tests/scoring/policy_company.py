"""A company that drafts and approves its policy over HTTP, for tests."""

import json
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

import httpx

from services.scoring.settings import ScoringSettings
from services.scoring.wiring import wire
from shared.contracts.roles import Role
from shared.kit.clock import FixedClock
from shared.kit.postgres.pool import Pool
from tests.support.eventually import eventually
from tests.support.whole_service import Caller, serving, settings_for

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 1, tzinfo=UTC)
COMPANY_ROLES = frozenset({"policy", "relay", "evaluation", "deadlines"})
DRAFTS = "/v1/policy/drafts"
STRICTER = {
    "version": "2026-12",
    "effective_from": "2026-12-01T08:00:00+08:00",
    "complaint": {"clocks": {"serious": {"acknowledge": {"hours": 2}}}},
}


@dataclass
class Company:
    """The API with its clock; a supervisor drafts and a manager, another principal, approves."""

    call: Caller
    clock: FixedClock

    async def drafted(self, role: Role = Role.supervisor, **changes: Any) -> str:
        """Changes are drafted; return where."""
        answer = await self.call.post(DRAFTS, {"changes": STRICTER | changes}, role=role)
        assert answer.status_code == 201, answer.text
        assert answer.headers["etag"] == '"1"'
        location: str = answer.headers["location"]
        return location

    async def approve(self, location: str, role: Role = Role.manager, version: int = 1) -> httpx.Response:
        """Return the answer to an approval."""
        return await self.call.post(f"{location}/approval", role=role, version=version)

    async def announced(self, **changes: Any) -> None:
        """Changes are approved, and heard back."""
        answer = await self.approve(await self.drafted(**changes))
        assert answer.status_code == 200, answer.text
        version = answer.json()["version"]

        async def known() -> bool:
            return (await self.call.get(f"/v1/policy/books/{version}")).status_code == httpx.codes.OK

        await eventually(known)

    async def said(self, path: str, body: Any, language: str) -> httpx.Response:
        """Return the answer of a supervisor's POST in that language."""
        return await self.call.post(path, body, role=Role.supervisor, headers={"Accept-Language": language})

    async def revise(self, location: str, body: Any, *, version: int) -> httpx.Response:
        """Return the answer to a supervisor's PUT."""
        token = self.call.tokens[Role.supervisor]
        headers = {"Authorization": f"Bearer {token}", "If-Match": f'"{version}"'}
        return await self.call.http.put(location, json=body, headers=headers)

    async def read(self, path: str, language: str) -> httpx.Response:
        """Return the answer to a viewer's GET in that language."""
        token = self.call.tokens[Role.viewer]
        headers = {"Authorization": f"Bearer {token}", "Accept-Language": language}
        return await self.call.http.get(path, headers=headers)


async def said(pool: Pool) -> Sequence[tuple[str, dict[str, Any]]]:
    """What scoring is about to say, by the last word of its type."""
    rows = await pool.fetch("SELECT headers, value FROM outbox ORDER BY position")
    return [
        (dict(json.loads(row["headers"]))["ce_type"].rpartition(".")[2], json.loads(row["value"]))
        for row in rows
    ]


@asynccontextmanager
async def company_at_work(
    database: str, kafka: str, prefix: str, roles: Collection[str] = COMPANY_ROLES
) -> AsyncIterator[Company]:
    """Yield the company; what it announces goes out and is heard back."""
    clock = FixedClock(NOW)
    settings = settings_for(ScoringSettings, database, kafka, prefix)
    at_work = serving(partial(wire, clock=clock), settings, roles=lambda name: name in roles)
    async with at_work as call:
        yield Company(call, clock)
