"""A webhook receiver with moods: well, failing, slow, or down. It verifies all it takes."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from standardwebhooks import Webhook

SLOW_S = 1.2
"""Longer than a call that counts as fast."""


@dataclass
class Receiver:
    """What came, by (source, id) of the event, with the webhook ids that it came under."""

    url: str = ""
    secret: str = ""
    mood: str = "well"
    came: defaultdict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    taken: set[tuple[str, str]] = field(default_factory=set)
    calls: int = 0

    async def take(self, request: web.Request) -> web.StreamResponse:
        """Verify, keep, and answer by mood."""
        body = await request.text()
        event = Webhook(self.secret).verify(body, dict(request.headers))
        self.calls += 1
        said = (event["source"].removeprefix("/tuoke/"), event["id"])
        self.came[said].add(request.headers["webhook-id"])
        if self.mood == "down":
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=500)
        if self.mood == "slow":
            await asyncio.sleep(SLOW_S)  # this receiver's nature, not a wait for anything
        if self.mood == "failing":
            return web.Response(status=500)
        self.taken.add(said)
        return web.Response(status=204)


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    """Yield a receiver that listens on loopback."""
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
        yield receiver
    finally:
        await runner.cleanup()
