"""Is the process alive, has it started, may it get work, and where does it stand: four questions.

Liveness asks nothing but the event loop, or a slow database would restart every process at once.
Readiness asks what requests need, and says no while draining.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from time import monotonic

import structlog
from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from shared.kit import metrics
from shared.kit.http.auth import requires
from shared.kit.pauses import set_within

log = structlog.get_logger()

CHECK_TIMEOUT_S = 2.0
CHECKED_FOR_S = 1.0
HEARTBEAT_EVERY_S = 1.0
HEARTBEAT_LOST_S = 10.0

Check = Callable[[], Awaitable[str | None]]
"""Answers None when well, else one sentence that says what is wrong; raising is an answer too."""

Report = Callable[[], Awaitable[Mapping[str, object]]]
"""One part of `/v1/status`: lag, ages and counts as JSON values."""


class Health:
    """What the process knows of itself; filled by wiring, the runner and the roles."""

    def __init__(self) -> None:
        self.started = False
        self.draining = False
        self.checks: dict[str, Check] = {}
        self.reports: dict[str, Report] = {}
        self._beat = monotonic()
        self._asked = asyncio.Lock()
        self._found: tuple[float, dict[str, str]] = (0.0, {})

    async def beat(self, stop: asyncio.Event) -> None:
        """The event loop's pulse until `stop`; how late it comes is the loop's delay."""
        while not stop.is_set():
            self._beat = monotonic()
            if not await set_within(stop, HEARTBEAT_EVERY_S):
                metrics.loop_delay_seconds.set(max(0.0, monotonic() - self._beat - HEARTBEAT_EVERY_S))

    def alive(self) -> bool:
        """Whether the pulse is fresh."""
        return monotonic() - self._beat < HEARTBEAT_LOST_S

    async def faults(self) -> Mapping[str, str]:
        """Return what is wrong, by check; asked at most once in `CHECKED_FOR_S`, however many ask."""
        async with self._asked:
            until, found = self._found
            if until < monotonic():
                answers = await asyncio.gather(*(self._ask(check) for check in self.checks.values()))
                found = {n: a for n, a in zip(self.checks, answers, strict=True) if a is not None}
                self._found = (monotonic() + CHECKED_FOR_S, found)
            return found

    async def _ask(self, check: Check) -> str | None:
        try:
            async with asyncio.timeout(CHECK_TIMEOUT_S):
                return await check()
        except TimeoutError:
            return f"no answer within {CHECK_TIMEOUT_S} s"
        except Exception as error:  # noqa: BLE001 -- any failure of a check is its answer
            log.warning("health.check_failed", reason=error)
            return type(error).__name__

    async def status(self) -> dict[str, object]:
        """Return every report; one that fails says so in its place and hides no other."""
        told: dict[str, object] = {}
        for name, report in self.reports.items():
            try:
                async with asyncio.timeout(CHECK_TIMEOUT_S):
                    told[name] = await report()
            except Exception as error:  # noqa: BLE001 -- see above
                told[name] = {"error": type(error).__name__}
        return told


def probes(health: Health) -> APIRouter:
    """Return `/livez`, `/startupz`, `/readyz` and `/metrics`, for machines and without a key."""
    router = APIRouter(include_in_schema=False)

    @router.get("/livez")
    async def livez() -> Response:
        return _answer(health.alive(), {})

    @router.get("/startupz")
    async def startupz() -> Response:
        return _answer(health.started, {})

    @router.get("/readyz")
    async def readyz() -> Response:
        if health.draining or not health.started:
            return _answer(False, {"process": "draining" if health.draining else "starting"})
        faults = await health.faults()
        return _answer(not faults, faults)

    @router.get("/metrics")
    async def numbers() -> Response:
        return Response(metrics.render(), media_type=metrics.CONTENT_TYPE)

    return router


def status(health: Health) -> APIRouter:
    """Return `/v1/status`: where the service stands, for any caller with a key."""
    router = APIRouter(tags=["status"])

    @router.get("/v1/status", dependencies=[Depends(requires())])
    async def read_status(request: Request) -> dict[str, object]:
        """Where the service stands: ready or why not, and each part's lag, ages and counts."""
        faults = await health.faults()
        return {
            "service": request.app.state.edge.service,
            "ready": health.started and not health.draining and not faults,
            "faults": faults,
            "reports": await health.status(),
        }

    return router


def _answer(well: bool, faults: Mapping[str, str]) -> Response:  # noqa: FBT001 -- the answer is a yes or a no
    body = {"status": "ok" if well else "failing", "faults": dict(faults)}
    return JSONResponse(body, 200 if well else 503, {"Cache-Control": "no-store"})
