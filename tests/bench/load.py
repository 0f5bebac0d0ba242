"""A closed-loop HTTP client in a process of its own: so many connections, each with one request at a time.

It is written on a bare protocol, so that on a machine of few cores it takes as little as it can from
what it measures.
"""

import asyncio
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any

import httptools
import uvloop

from tests.bench.stage import apart, say, told

CONNECTIONS = 64


@dataclass(frozen=True, slots=True)
class Call:
    """One request as bytes, and what was answered to it."""

    status: int
    position: str
    body: str
    milliseconds: float


class Client(asyncio.Protocol):
    """One connection; takes the next request when the last one is answered."""

    def __init__(
        self, requests: Iterator[tuple[int, bytes]], answers: list[Any], last: asyncio.Event
    ) -> None:
        self._requests, self._answers, self._last = requests, answers, last
        self._parser: Any = None
        self._transport: Any = None
        self._number, self._sent, self._position = -1, 0.0, ""
        self._body: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._next()

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        if self._number >= 0:
            self._answers[self._number] = (0, "", "connection lost", 0.0)
        self._last.set()

    def on_header(self, name: bytes, value: bytes) -> None:
        if name == b"position":
            self._position = value.decode()

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        took = 1_000 * (perf_counter() - self._sent)
        body = b"".join(self._body)
        self._answers[self._number] = (self._parser.get_status_code(), self._position, body, took)
        self._next()

    def _next(self) -> None:
        self._number, request = next(self._requests, (-1, b""))
        if self._number < 0:
            self._transport.close()
            return
        self._parser, self._position, self._body = httptools.HttpResponseParser(self), "", []
        self._sent = perf_counter()
        self._transport.write(request)


async def run(port: int, requests: Sequence[bytes], connections: int) -> tuple[float, list[Any]]:
    """Send all requests; returns the seconds it took and the answers in the order of the requests."""
    answers: list[Any] = [None] * len(requests)
    waiting = iter(enumerate(requests))
    lasts = [asyncio.Event() for _ in range(connections)]
    loop, began = asyncio.get_running_loop(), perf_counter()
    for last in lasts:
        await loop.create_connection(lambda last=last: Client(waiting, answers, last), "127.0.0.1", port)  # type: ignore[misc]
    for last in lasts:
        await last.wait()
    return perf_counter() - began, answers


@dataclass(frozen=True, slots=True)
class Load:
    """What came back: seconds, and the answers in the order of the requests."""

    seconds: float
    calls: Sequence[Call]

    def latencies(self) -> dict[str, float]:
        """Return median and 99th percentile in milliseconds."""
        cuts = quantiles([call.milliseconds for call in self.calls], n=100)
        return {"p50 ms": cuts[49], "p99 ms": cuts[98]}


async def load(port: int, requests: Sequence[bytes], folder: Path, connections: int = CONNECTIONS) -> Load:
    """Return what a client process of its own was answered. Raises `AssertionError` for a lost connection."""
    asked, heard = folder / "requests", folder / "answers"
    asked.write_text(json.dumps([request.decode("latin-1") for request in requests]))
    answer = await apart(__name__, port=port, asked=str(asked), heard=str(heard), connections=connections)
    calls = [Call(*parts) for parts in json.loads(heard.read_text())]
    return Load(answer["seconds"], calls)


async def spread(
    ports: Sequence[int], requests: Sequence[bytes], folder: Path, connections: int = CONNECTIONS
) -> Load:
    """Return the answers in the order of the requests, of which each port gets its part in one piece."""
    part, each = len(requests) // len(ports), connections // len(ports)
    loads = []
    for number, port in enumerate(ports):
        own = folder / str(number)
        own.mkdir(exist_ok=True)
        loads.append(load(port, requests[number * part : (number + 1) * part], own, each))
    done = await asyncio.gather(*loads)
    return Load(max(one.seconds for one in done), [call for one in done for call in one.calls])


def request(
    method: str, path: str, headers: dict[str, str], body: bytes = b"", media: str = "application/json"
) -> bytes:
    """Return an HTTP/1.1 request as bytes."""
    lines = [f"{method} {path} HTTP/1.1", "host: bench", *(f"{k}: {v}" for k, v in headers.items())]
    if body:
        lines += [f"content-type: {media}", f"content-length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


def main() -> None:
    """Be the client's process."""
    given = told()
    requests = [text.encode("latin-1") for text in json.loads(Path(given["asked"]).read_text())]
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        seconds, answers = runner.run(run(given["port"], requests, given["connections"]))
    texts = [(status, position, body.decode(), took) for status, position, body, took in answers]
    Path(given["heard"]).write_text(json.dumps(texts))
    say(seconds=seconds, pid=os.getpid())


if __name__ == "__main__":
    main()
