"""The proxy that other tests trust: it must change nothing but what it was told to."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from tests.support.tcp_proxy import LOOPBACK, TcpProxy


@contextlib.asynccontextmanager
async def answering(answer: bytes, *, with_port: bool = False) -> AsyncIterator[str]:
    """A server that answers every line with a frame as Kafka's are: its size, then itself."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        port = writer.get_extra_info("sockname")[1]
        told = answer + port.to_bytes(4, "big") if with_port else answer
        while await reader.readline():
            writer.write(len(told).to_bytes(4, "big") + told)
        writer.close()

    async with await asyncio.start_server(serve, LOOPBACK, 0) as server:
        yield f"{LOOPBACK}:{server.sockets[0].getsockname()[1]}"


async def asked(address: str, size: int) -> bytes:
    host, _, port = address.rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        writer.write(b"?\n")
        async with asyncio.timeout(2):
            frame = await reader.readexactly(4 + size)
        return frame[4:]
    finally:
        writer.transport.abort()


@pytest.mark.parametrize("answer", [b"member-1", b"127.0.0.", b"x" * 300_000 + b"12"])
async def test_an_answer_that_ends_like_an_address_begins_arrives_whole(answer: bytes) -> None:
    async with answering(answer) as target, TcpProxy(target, kafka=True) as proxy:
        assert await asked(proxy.address, len(answer)) == answer


async def test_the_address_that_a_broker_tells_becomes_the_proxys() -> None:
    told = b"\x00\x09127.0.0.1"
    async with answering(told, with_port=True) as target, TcpProxy(target, kafka=True) as proxy:
        port = int(proxy.address.rpartition(":")[2])
        assert await asked(proxy.address, len(told) + 4) == told + port.to_bytes(4, "big")


async def test_a_hung_line_answers_nothing_and_goes_on_when_restored() -> None:
    async with answering(b"yes") as target, TcpProxy(target) as proxy:
        proxy.hang()
        with pytest.raises(TimeoutError):
            await asked(proxy.address, 3)
        await proxy.restore()
        assert await asked(proxy.address, 3) == b"yes"
