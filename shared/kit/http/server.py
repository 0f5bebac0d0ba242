"""uvicorn inside our own loop: our signals, our socket, our problem document for unreadable bytes."""

import asyncio
import contextlib
import os
import socket
from collections.abc import Iterator
from typing import Any, cast

import msgspec
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from shared.kit.http.problems import MEDIA_TYPE
from shared.kit.http.registry import KIT_PROBLEMS

DRAIN_S = 8
KEEP_ALIVE_S = 30
BACKLOG_MAX = 1_024

_BAD = next(problem for problem in KIT_PROBLEMS if problem.code == "bad_request")


class AddressTaken(Exception):  # noqa: N818 -- a fact for the operator, not a defect
    """The server's address cannot be bound; the message says which and why."""


class _Together:
    """A transport that sends what is written in one turn of the loop at once.

    uvicorn writes an answer's head and its body apart: two system calls, and two wake-ups of the client.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._waiting: list[bytes] = []

    def write(self, part: bytes) -> None:
        if not self._waiting:
            self._loop.call_soon(self._flush)
        self._waiting.append(part)

    def close(self) -> None:
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        if waiting and not self._transport.is_closing():
            self._transport.write(b"".join(waiting))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class _Protocol(HttpToolsProtocol):
    """Bytes that are no HTTP get a problem document too, although no application sees them."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(cast("asyncio.Transport", _Together(transport, self.loop)))

    def send_400_response(self, msg: str) -> None:
        body = msgspec.json.encode(
            {"type": _BAD.type, "title": _BAD.en, "status": 400, "code": _BAD.code, "detail": msg}
            | {"instance": "", "trace_id": ""}
        )
        self.transport.write(
            b"HTTP/1.1 400 Bad Request\r\n"
            + f"content-type: {MEDIA_TYPE}\r\ncontent-length: {len(body)}\r\n".encode()
            + b"content-language: en\r\nconnection: close\r\n\r\n"
            + body
        )
        self.transport.close()


class Server(uvicorn.Server):
    """A server that leaves signals to the process's runner and stops when it is told to."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=_Protocol,
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                # Nothing of ours reads the client's address, and believing a header costs on every request.
                proxy_headers=False,
                timeout_keep_alive=KEEP_ALIVE_S,
                timeout_graceful_shutdown=DRAIN_S,
                backlog=BACKLOG_MAX,
            )
        )

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """No signal is taken: one runner decides the order in which a whole process stops."""
        yield

    def stop(self) -> None:
        """No new connection is taken; answers under way get `DRAIN_S` to end."""
        self.should_exit = True


def bound(host: str, port: int) -> socket.socket:
    """Return a listening socket. Raises `AddressTaken`."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=BACKLOG_MAX)
    except OSError as error:
        raise AddressTaken(f"cannot listen on {host}:{port}: {os.strerror(error.errno or 0)}") from error
