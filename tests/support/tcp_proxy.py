"""A TCP proxy on loopback that fails on command: cut, refuse, hang, delay, half-close.

Kafka tells its clients where its brokers are, so a client that bootstraps through a plain proxy
walks around it. This one can replace the advertised port in what the server says.
"""

import asyncio
from types import TracebackType
from typing import Self

CHUNK_BYTES = 65_536
SIZE_BYTES = 4
"""Before each Kafka answer stands its length."""
LOOPBACK = "127.0.0.1"


class TcpProxy:
    """Forwards to `host:port` until told otherwise. Use as an async context manager."""

    def __init__(self, target: str, *, kafka: bool = False) -> None:
        self._host, _, port = target.rpartition(":")
        self._target_port = int(port)
        self._kafka = kafka
        self._server: asyncio.Server | None = None
        self._port = 0
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._delay_s = 0.0
        self._lines: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()

    @property
    def address(self) -> str:
        """Where clients connect."""
        return f"{LOOPBACK}:{self._port}"

    async def __aenter__(self) -> Self:
        await self.restore()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.cut()

    async def restore(self) -> None:
        """Connections are accepted and forwarded again, at the same address as before."""
        self._flowing.set()
        self._delay_s = 0.0
        if self._server is None:
            self._server = await asyncio.start_server(self._serve, LOOPBACK, self._port)
            self._port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """Every connection is reset and new ones are refused."""
        server, self._server = self._server, None
        if server is not None:
            server.close()
        self.drop_connections()
        for line in tuple(self._lines):
            line.cancel()
        await asyncio.gather(*self._lines, return_exceptions=True)

    def drop_connections(self) -> None:
        """Every open connection is reset; new ones are accepted."""
        for writer in tuple(self._writers):
            writer.transport.abort()

    def hang(self) -> None:
        """Bytes are swallowed up by nothing: connections stay open, no reset, no answer."""
        self._flowing.clear()

    def delay(self, seconds: float) -> None:
        """Each chunk waits this long, both ways."""
        self._delay_s = seconds

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = asyncio.current_task()
        assert line is not None
        self._lines.add(line)
        self._writers.add(writer)
        try:
            there, back = await asyncio.open_connection(self._host, self._target_port)
            self._writers.add(back)
            try:
                await asyncio.gather(self._pump(reader, back), self._pump(there, writer, answers=self._kafka))
            finally:
                self._writers.discard(back)
                back.transport.abort()
        except (OSError, asyncio.CancelledError):
            pass  # A cut line is what this is for.
        finally:
            self._writers.discard(writer)
            writer.transport.abort()
            self._lines.discard(line)

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, answers: bool = False
    ) -> None:
        while chunk := await (_frame(reader) if answers else reader.read(CHUNK_BYTES)):
            await asyncio.sleep(self._delay_s)
            await self._flowing.wait()
            writer.write(self._rewritten(chunk) if answers else chunk)
            await writer.drain()
        writer.transport.abort()

    def _rewritten(self, frame: bytes) -> bytes:
        told = self._host.encode() + self._target_port.to_bytes(4, "big")
        return frame.replace(told, LOOPBACK.encode() + self._port.to_bytes(4, "big"))


async def _frame(reader: asyncio.StreamReader) -> bytes:
    """One whole Kafka answer, so that an address is never cut in two; empty at the end of the stream."""
    try:
        size = await reader.readexactly(SIZE_BYTES)
        return size + await reader.readexactly(int.from_bytes(size, "big"))
    except asyncio.IncompleteReadError:
        return b""
