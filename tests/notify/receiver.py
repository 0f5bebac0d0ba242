"""A real receiver on loopback: records every call and answers as each path is told to."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web


@dataclass(frozen=True, slots=True)
class Call:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes


Behaviour = Callable[[Call], Awaitable[web.StreamResponse]]


@dataclass(slots=True)
class Receiver:
    """Where it listens, what came, and how each path answers (200 unless told otherwise)."""

    url: str = ""
    calls: list[Call] = field(default_factory=list)
    behaviours: dict[str, Behaviour] = field(default_factory=dict)
    released: asyncio.Event = field(default_factory=asyncio.Event)
    watch: Callable[[int], None] = lambda _: None
    """Told how many calls have come, at each call."""

    in_flight: int = 0
    in_flight_most: int = 0

    def at(self, path: str) -> list[Call]:
        """Return the calls of one path."""
        return [call for call in self.calls if call.path == path]

    def answers(self, path: str, *statuses: int, headers: dict[str, str] | None = None) -> None:
        """The path answers these statuses in turn, the last one for ever."""
        left = list(statuses)

        async def behave(call: Call) -> web.StreamResponse:
            del call
            status = left.pop(0) if len(left) > 1 else left[0]
            return web.Response(status=status, text="told so", headers=headers)

        self.behaviours[path] = behave

    def hangs(self, path: str) -> None:
        """The path takes the call and does not answer before `released`."""

        async def behave(call: Call) -> web.StreamResponse:
            del call
            await self.released.wait()
            return web.Response()

        self.behaviours[path] = behave

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Record the call and answer it."""
        call = Call(request.path, dict(request.headers), await request.read())
        self.calls.append(call)
        self.watch(len(self.calls))
        behaviour = self.behaviours.get(request.path)
        self.in_flight += 1
        self.in_flight_most = max(self.in_flight_most, self.in_flight)
        try:
            return await behaviour(call) if behaviour else web.Response()
        finally:
            self.in_flight -= 1


@asynccontextmanager
async def receiving(trust: ssl.SSLContext | None = None) -> AsyncIterator[Receiver]:
    """Yield a receiver on a free port of 127.0.0.1; over TLS with `trust`."""
    receiver = Receiver()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", receiver.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=trust)
    await site.start()
    host, port = runner.addresses[0][:2]
    receiver.url = f"{'https' if trust else 'http'}://{host}:{port}"
    try:
        yield receiver
    finally:
        await runner.cleanup()
