"""A webhook receiver over TLS on a bare protocol; stopped, it writes down every id it was sent, and when.

`/hangs` never answers, `/fails` answers 500, everything else 204.
"""

import asyncio
import json
import signal
import socket
import ssl
import sys
import time
from pathlib import Path
from typing import Any

import httptools
import uvloop

from tests.bench.stage import told

_ANSWER = b"HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n"
_ANSWERS = {b"/hangs": b"", b"/fails": b"HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\n\r\n"}


class Sink(asyncio.Protocol):
    """One connection."""

    calls: list[tuple[str, float]] = []  # noqa: RUF012 -- one list of the process, for all its connections

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport
        self._parser = httptools.HttpRequestParser(self)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_url(self, url: bytes) -> None:
        self._answer = _ANSWERS.get(url, _ANSWER)

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() == b"webhook-id":
            self.calls.append((value.decode(), time.time()))

    def on_message_complete(self) -> None:
        self._transport.write(self._answer)


async def serve(port: int, certificate: str, key: str) -> None:
    """Listen until told to stop."""
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trust.load_cert_chain(certificate, key)
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    listener = socket.create_server(("127.0.0.1", port), backlog=1_024)
    server = await loop.create_server(Sink, sock=listener, ssl=trust)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await stop.wait()
    server.close()


def main() -> None:
    """Be the receiver's process."""
    given = told()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(given["port"], given["certificate"], given["key"]))
    Path(given["heard"]).write_text(json.dumps(Sink.calls))


if __name__ == "__main__":
    main()
