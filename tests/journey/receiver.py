"""A webhook receiver on loopback that verifies what it gets, and can be told to fail."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from standardwebhooks import Webhook


@dataclass
class Receiver:
    """What came with a valid signature, in order; `status` is what it answers."""

    url: str = ""
    secret: str = ""
    status: int = 204
    came: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        """Verify, keep and answer."""
        body = await request.text()
        event = Webhook(self.secret).verify(body, dict(request.headers))
        self.came.append((request.headers["webhook-id"], event))
        return web.Response(status=self.status)

    def types(self) -> list[str]:
        """The types of what was taken with a 2xx, once each delivery."""
        return [event["type"] for event in self.events()]

    def events(self) -> list[dict[str, Any]]:
        """Each message once, as first received."""
        return list(dict(reversed(self.came)).values())[::-1]


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    """Yield a receiver that listens."""
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
        yield receiver
    finally:
        await runner.cleanup()
