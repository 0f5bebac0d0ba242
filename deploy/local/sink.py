"""A webhook receiver that can misbehave on purpose, and shows what it got.

`POST /<mode>` with mode one of ok, 500, 410, 429, hang, drip, redirect; `POST /flaky/<n>/<percent>` fails
the first n tries of so many messages in a hundred, always the same ones, and then takes them.
`POST /secrets` names secrets to verify signatures with.
`GET /received` lists what came, oldest first, each with whether its Standard Webhooks signature held.
"""

import argparse
import asyncio
import json
import time
import zlib
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Literal

from aiohttp import web
from standardwebhooks import Webhook, WebhookVerificationError

from deploy.local.ports import LOOPBACK

RECEIVED_MAX = 100_000
SHOWN_MAX = 1_000
BODY_BYTES_MAX = 2 * 1024 * 1024
HANG_S = 120
DRIP_EVERY_S = 1.0
RETRY_AFTER_S = 2

Verdict = Literal["valid", "invalid", "not checked"]
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Sink:
    """What came, and how each mode answers."""

    def __init__(self, record: Path | None = None) -> None:
        self._received: deque[dict[str, Any]] = deque(maxlen=RECEIVED_MAX)
        self._tries: Counter[tuple[str, str]] = Counter()
        self._secrets: list[str] = []
        self._record = record

    def application(self) -> web.Application:
        """The routes."""
        app = web.Application(client_max_size=BODY_BYTES_MAX)
        app.router.add_get("/readyz", self._ready)
        app.router.add_get("/received", self._list)
        app.router.add_delete("/received", self._forget)
        app.router.add_post("/secrets", self._learn)
        app.router.add_post(r"/flaky/{failures:\d+}/{percent:\d+}", self._flaky)
        app.router.add_post("/{mode}", self._take)
        return app

    async def _ready(self, _: web.Request) -> web.Response:
        return web.json_response({"status": "ok", "faults": {}})

    async def _list(self, request: web.Request) -> web.Response:
        shown = [one for one in self._received if request.query.get("id") in (None, one["id"])]
        return web.json_response({"count": len(shown), "received": shown[-SHOWN_MAX:]})

    async def _forget(self, _: web.Request) -> web.Response:
        self._received.clear()
        self._tries.clear()
        return web.Response(status=204)

    async def _learn(self, request: web.Request) -> web.Response:
        """The secrets given are tried, beside those known, on all that comes from now on."""
        told = await request.json()
        self._secrets += [secret for secret in told["secrets"] if secret not in self._secrets]
        return web.Response(status=204)

    async def _flaky(self, request: web.Request) -> web.StreamResponse:
        message = request.headers.get("webhook-id", "")
        self._tries[request.path, message] += 1
        chosen = zlib.crc32(message.encode()) % 100 < int(request.match_info["percent"])
        failing = chosen and self._tries[request.path, message] <= int(request.match_info["failures"])
        return await self._answered(request, _fail if failing else _accept)

    async def _take(self, request: web.Request) -> web.StreamResponse:
        answer = _MODES.get(request.match_info["mode"])
        if answer is None:
            raise web.HTTPNotFound(text=f"modes: {', '.join(_MODES)}\n")
        return await self._answered(request, answer)

    async def _answered(self, request: web.Request, answer: Answer) -> web.StreamResponse:
        body = await request.read()
        entry = {
            "at": time.time(),
            "path": request.path,
            "id": request.headers.get("webhook-id", ""),
            "signature": self._verdict(request, body),
            "headers": dict(request.headers),
            "body": body.decode(errors="replace"),
        }
        self._received.append(entry)
        if self._record is not None:
            with self._record.open("a") as file:
                file.write(json.dumps(entry, ensure_ascii=False) + "\n")
        return await answer(request)

    def _verdict(self, request: web.Request, body: bytes) -> Verdict:
        """Any of the known secrets is enough: while one is rotated, two are valid."""
        if not self._secrets:
            return "not checked"
        for secret in self._secrets:
            try:
                Webhook(secret).verify(body.decode(), dict(request.headers))
            except (WebhookVerificationError, ValueError):
                continue
            return "valid"
        return "invalid"


async def _accept(_: web.Request) -> web.StreamResponse:
    return web.Response(status=204)


async def _fail(_: web.Request) -> web.StreamResponse:
    return web.Response(status=500, text="told to fail\n")


async def _gone(_: web.Request) -> web.StreamResponse:
    return web.Response(status=410)


async def _too_many(_: web.Request) -> web.StreamResponse:
    return web.Response(status=429, headers={"Retry-After": str(RETRY_AFTER_S)})


async def _redirect(_: web.Request) -> web.StreamResponse:
    return web.Response(status=302, headers={"Location": "/ok"})


async def _hang(_: web.Request) -> web.StreamResponse:
    await asyncio.sleep(HANG_S)
    return web.Response(status=204)


async def _drip(request: web.Request) -> web.StreamResponse:
    """Headers at once, then a byte a second: a reader with only a read timeout never gives up."""
    response = web.StreamResponse(status=200)
    await response.prepare(request)
    for _ in range(HANG_S):
        await response.write(b".")
        await asyncio.sleep(DRIP_EVERY_S)
    return response


_MODES: dict[str, Answer] = {
    "ok": _accept,
    "500": _fail,
    "410": _gone,
    "429": _too_many,
    "redirect": _redirect,
    "hang": _hang,
    "drip": _drip,
}


def main() -> None:
    """The sink listens on loopback until it is told to stop."""
    parser = argparse.ArgumentParser(prog="python -m deploy.local.sink", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--record", type=Path, help="also append what comes to this file, a JSON line each")
    chosen = parser.parse_args()
    web.run_app(
        Sink(chosen.record).application(),
        host=LOOPBACK,
        port=chosen.port,
        print=None,
        access_log=None,
        shutdown_timeout=1,
    )


if __name__ == "__main__":
    main()
