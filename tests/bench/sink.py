"""A webhook receiver over TLS on a bare protocol; it writes down every id it was sent when it is stopped."""

import asyncio
import json
import signal
import socket
import ssl
import sys
from pathlib import Path
from typing import Any

import httptools
import uvloop

from tests.bench.stage import told

_ANSWER = b"HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n"


class Sink(asyncio.Protocol):
    """One connection: answers 204 to everything."""

    ids: list[str] = []  # noqa: RUF012 -- one list of the process, for all its connections

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport
        self._parser = httptools.HttpRequestParser(self)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() == b"webhook-id":
            self.ids.append(value.decode())

    def on_message_complete(self) -> None:
        self._transport.write(_ANSWER)


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
    Path(given["heard"]).write_text(json.dumps(Sink.ids))


if __name__ == "__main__":
    main()
