"""A service of nothing but routes that meet every rule of the kit once."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, ClassVar, Literal

import httpx
from fastapi import APIRouter, Depends, FastAPI, Header, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.roles import Role
from shared.kit.clock import FixedClock
from shared.kit.decider import Rejection
from shared.kit.eventstore.handle import Request
from shared.kit.eventstore.port import Appended
from shared.kit.http.app import create_app
from shared.kit.http.cursors import Page, PageRequest, page_request
from shared.kit.http.edge import Edge
from shared.kit.http.etag import if_match
from shared.kit.http.health import Health
from shared.kit.http.idempotency import request_of
from shared.kit.http.limits import Bounds
from shared.kit.http.positions import MinPosition, min_position, written
from shared.kit.http.problems import Problem
from shared.kit.http.signed_cursors import Cursors
from shared.kit.http.written_rows import RowWriter
from tests.support.keys import MemoryKeys


class AlreadyClosed(Rejection):
    code: ClassVar[str] = "already_closed"


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    size: int = Field(ge=1, le=100)


class Thing(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    label: str = Field(min_length=1, max_length=40)
    kind: Literal["round", "square"] = "round"
    parts: list[Part] = Field(default_factory=list, max_length=5)


class Named(BaseModel):
    id: int


@dataclass
class Sample:
    """The service's insides, as a test sets them."""

    requests: list[Request] = field(default_factory=list)
    read: list[object] = field(default_factory=list)
    seen: int = 0
    replayed: bool = False
    fails_with: Exception | None = None
    hold: asyncio.Event = field(default_factory=asyncio.Event)
    entered: asyncio.Event = field(default_factory=asyncio.Event)


_NAMED = RowWriter(Named)


def routes(sample: Sample) -> APIRouter:
    router = APIRouter(prefix="/v1")
    _writes(router, sample)
    _reads(router, sample)
    return router


def _writes(router: APIRouter, sample: Sample) -> None:
    writer = Annotated[Request, Depends(request_of(Role.salesperson, Role.system))]
    updater = Annotated[Request, Depends(request_of(Role.salesperson, key_required=False))]

    @router.post("/things", status_code=201)
    async def create(thing: Thing, request: writer, response: Response) -> Thing:
        sample.requests.append(request)
        if sample.fails_with is not None:
            raise sample.fails_with
        written(response, Appended("thing-1", 3, 17, b"", replayed=sample.replayed), "sample")
        return thing

    @router.post("/things/{thing_id}/closing")
    async def close(
        thing_id: int, request: updater, version: Annotated[int, Depends(if_match)], response: Response
    ) -> Named:
        sample.requests.append(request)
        if sample.fails_with is not None:
            raise sample.fails_with
        written(response, Appended(f"thing-{thing_id}", version + 1, 18, b""), "sample")
        return Named(id=thing_id)


def _reads(router: APIRouter, sample: Sample) -> None:
    @router.get("/things")
    async def things(
        page: Annotated[PageRequest, Depends(page_request)],
        least: Annotated[MinPosition, Depends(min_position)],
        kind: str | None = None,
    ) -> Page[Named]:
        await least.reached(lambda _: _answered(sample.seen))
        after = int(str(page.after[0])) if page.after else 0
        rows = [n for n in range(1, 8) if n > after and (kind is None or kind == "round")]
        return page.page(rows[: page.rows], lambda n: (n,), lambda n: Named(id=n))

    @router.get("/written", response_model=Page[Named])
    async def written_things(
        page: Annotated[PageRequest, Depends(page_request)],
        tag: Annotated[list[str], Query()] = [],  # noqa: B006 -- FastAPI copies the default
        size: Annotated[int | None, Query(alias="most")] = None,
        x_trial: Annotated[str, Header()] = "none",
        x_count: Annotated[int | None, Header()] = None,
    ) -> Response:
        sample.read.append((list(tag), size, x_trial, x_count))
        tag.append("mine")
        after = int(str(page.after[0])) if page.after else 0
        rows = [(n,) for n in range(after + 1, 8)]
        return page.written(_NAMED.written(rows, page.limit))

    @router.get("/slow")
    async def slow() -> Named:
        sample.entered.set()
        await sample.hold.wait()
        return Named(id=1)


async def _answered(value: int) -> int:
    return value


BODY_MAX_BYTES = 2_000
BOUNDS = Bounds(timedelta(seconds=5), BODY_MAX_BYTES)
OWN = (Problem("already_closed", 409, "已关闭", "It is closed already"),)


@dataclass
class Running:
    app: FastAPI
    client: httpx.AsyncClient
    keys: MemoryKeys
    clock: FixedClock
    health: Health
    sample: Sample
    token: str


def make_app(sample: Sample, keys: MemoryKeys, clock: FixedClock, health: Health, bounds: Bounds) -> FastAPI:
    edge = Edge("sample", keys.ring(), Cursors("secret-of-tests"), clock, timedelta(milliseconds=150))
    return create_app(edge, health, title="Sample", routers=[routes(sample)], problems=OWN, bounds=bounds)


@asynccontextmanager
async def running(
    bounds: Bounds = BOUNDS, shape: Callable[[FastAPI], None] | None = None
) -> AsyncIterator[Running]:
    clock, health, sample = FixedClock(), Health(), Sample()
    keys = MemoryKeys(clock)
    app = make_app(sample, keys, clock, health, bounds)
    if shape:
        shape(app)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://sample") as client:
        yield Running(app, client, keys, clock, health, sample, keys.create(Role.salesperson))
