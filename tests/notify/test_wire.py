"""The sender's own HTTP: answers in every lawful shape, connections kept and given up, TLS checked."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from services.notify.delivery.decide import Answer, ErrorClass
from services.notify.endpoint.addresses import AddressPolicy
from services.notify.sender import client, wire
from services.notify.sender.client import Sender
from services.notify.sender.wire import HEAD_MAX_BYTES, Sent
from tests.notify.certificates import make_certificate
from tests.notify.receiver import receiving
from tests.support.eventually import eventually

LOOPBACK = AddressPolicy.of(["127.0.0.0/8", "::1/128"])
NO_CONTENT = b"HTTP/1.1 204 No Content\r\n\r\n"
FEW = 5


async def _local(host: str, port: int) -> Sequence[str]:
    del host, port
    return ["127.0.0.1"]


@dataclass
class Script:
    """A server that answers each request on a connection with the next script, as so many writes."""

    answers: list[tuple[bytes, ...]]
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0
    ended: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer until the script or the other side ends."""
        self.connections += 1
        try:
            while self.answers:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
                self.requests.append(head + await reader.readexactly(length))
                for part in self.answers.pop(0):
                    writer.write(part)
                    await writer.drain()
                    await asyncio.sleep(0.01)  # so that each part is a read of its own
            await reader.read()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self.ended += 1
            writer.transport.abort()


@asynccontextmanager
async def scripted(*answers: tuple[bytes, ...]) -> AsyncIterator[tuple[Script, str, Sender]]:
    """Yield the server, its URL and a sender."""
    script, sender = Script(list(answers)), Sender(LOOPBACK, _local)
    server = await asyncio.start_server(script.serve, "127.0.0.1", 0)
    try:
        yield script, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/in?a=1", sender
    finally:
        await sender.close()
        server.close()
        await eventually(lambda: script.ended == script.connections)


ANSWERS = {
    "nothing": ((NO_CONTENT,), 204, b""),
    "length": ((b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine",), 200, b"fine"),
    "chunks": (
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"2\r\nfi\r\n", b"2\r\nne\r\n0\r\n\r\n"),
        200,
        b"fine",
    ),
    "letter by letter": (
        tuple(bytes([b]) for b in b"HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\nno"),
        500,
        b"no",
    ),
    "interim first": ((b"HTTP/1.1 100 Continue\r\n\r\n", NO_CONTENT), 204, b""),
    "interim in one": ((b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + NO_CONTENT,), 204, b""),
}


@pytest.mark.parametrize(("parts", "status", "body"), ANSWERS.values(), ids=ANSWERS.keys())
async def test_an_answer_is_read_whole_and_its_connection_carries_the_next_call(
    parts: tuple[bytes, ...], status: int, body: bytes
) -> None:
    async with scripted(*[parts] * FEW) as (script, url, sender):
        for _ in range(FEW):
            sent = await sender.post(url, {"x-one": "1"}, b"{}")
            assert (sent.answer.status, sent.response) == (status, body)
        assert script.connections == 1


async def test_the_request_is_what_was_asked_for() -> None:
    async with scripted((NO_CONTENT,)) as (script, url, sender):
        await sender.post(url, {"webhook-id": "w-1"}, "{王}".encode())
        head, _, body = script.requests[0].partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        assert lines[0] == "POST /in?a=1 HTTP/1.1"
        assert f"Host: {url.split('/')[2]}" in lines
        assert {"webhook-id: w-1", "Accept-Encoding: identity", "Content-Length: 5"} <= set(lines)
        assert body == "{王}".encode()


ENDED = {
    "said so": b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
    "old": b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
    "two answers to one question": NO_CONTENT + NO_CONTENT,
    "half an answer too much": NO_CONTENT + b"HTTP/1.1 2",
    "rubbish behind the answer": NO_CONTENT + b"\x00rubbish",
    "a length and chunks": (
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    ),
}


@pytest.mark.parametrize("answer", ENDED.values(), ids=ENDED.keys())
async def test_a_connection_whose_answer_ended_in_doubt_carries_no_second_call(
    answer: bytes,
) -> None:
    async with scripted((answer,), (NO_CONTENT,), (NO_CONTENT,)) as (script, url, sender):
        await sender.post(url, {}, b"{}")
        sent = await sender.post(url, {}, b"{}")
        assert sent.answer.status == 204
        assert script.connections == 2


async def test_what_is_said_while_nobody_asks_ends_the_connection() -> None:
    async with scripted((NO_CONTENT, NO_CONTENT), (NO_CONTENT,), (NO_CONTENT,)) as (script, url, sender):
        await sender.post(url, {}, b"{}")
        await eventually(lambda: script.ended == 1)
        assert (await sender.post(url, {}, b"{}")).answer.status == 204
        assert script.connections == 2


@pytest.mark.parametrize(
    "day", ["01 Jan 99999999999999999999", "99999999999999999999 Jan 2030", "31 Feb 2030"]
)
async def test_a_date_that_no_calendar_holds_does_not_hold_the_call(day: str) -> None:
    later = f"HTTP/1.1 503 Later\r\nRetry-After: Mon, {day} 00:00:00 GMT\r\nContent-Length: 0\r\n\r\n"
    async with scripted((later.encode(),), (NO_CONTENT,)) as (_, url, sender), asyncio.timeout(FEW):
        assert (await sender.post(url, {}, b"{}")).answer == Answer(503)


REFUSED = {
    "a head too long": b"HTTP/1.1 200 OK\r\n" + b"X-More: y\r\n" * (HEAD_MAX_BYTES // 8),
    "another protocol": b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
    "a number that is none": b"HTTP/1.1 2x0 OK\r\n\r\n",
}


@pytest.mark.parametrize("answer", REFUSED.values(), ids=REFUSED.keys())
async def test_what_is_no_answer_is_an_error_of_the_protocol(answer: bytes) -> None:
    async with scripted((answer,), (NO_CONTENT,)) as (_, url, sender):
        assert (await sender.post(url, {}, b"{}")).answer.error is ErrorClass.PROTOCOL


async def test_a_status_stands_though_the_body_breaks_off() -> None:
    half = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"
    async with scripted((half,)) as (_, url, sender):
        sent = await sender.post(url, {}, b"{}")
        assert (sent.answer.status, sent.response) == (200, b"half")


@pytest.mark.parametrize("value", ["a\r\nHost: other", "a\nb", "a\rb", "a\r\n\r\nGET / HTTP/1.1"])
async def test_a_header_that_would_be_two_is_not_sent(value: str) -> None:
    async with scripted((NO_CONTENT,)) as (script, url, sender):
        sent = await sender.post(url, {"webhook-id": value}, b"{}")
        assert (sent.answer.error, script.connections) == (ErrorClass.PROTOCOL, 0)


@pytest.mark.parametrize("path", ["/a b", "/a\r\nHost: other", "/\u738b", "/a\x7f"])
async def test_a_url_that_would_be_more_than_one_line_is_not_sent(path: str) -> None:
    async with scripted((NO_CONTENT,)) as (script, url, sender):
        sent = await sender.post(url.replace("/in?a=1", path), {}, b"{}")
        assert (sent.answer.error, script.connections) == (ErrorClass.PROTOCOL, 0)


async def test_an_idle_connection_closes_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "IDLE_CONNECTION_S", 0.1)
    monkeypatch.setattr(client, "CALL_TIMEOUT_S", 0.1)  # the timer of the call is the one that is moved
    async with scripted((NO_CONTENT,), (NO_CONTENT,)) as (script, url, sender):
        await sender.post(url, {}, b"{}")
        await eventually(lambda: script.ended == 1, within_s=5)


async def test_more_idle_connections_than_are_kept_are_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "IDLE_CONNECTIONS_MAX", FEW)
    async with scripted(*[(NO_CONTENT,)] * 100) as (script, url, sender):
        await asyncio.gather(*[sender.post(url, {}, b"{}") for _ in range(2 * FEW)])
        await eventually(lambda: script.connections - script.ended == FEW)


async def _over_tls(url_host: str, folder: Path, *, trusted: bool) -> Sent:
    make_certificate(folder / "certificate", folder / "key", "localhost")
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(folder / "certificate", folder / "key")
    trust = ssl.create_default_context(cafile=str(folder / "certificate")) if trusted else None
    async with receiving(serving) as receiver:
        sender = Sender(LOOPBACK, _local, trust)
        try:
            return await sender.post(receiver.url.replace("127.0.0.1", url_host), {}, b"{}")
        finally:
            await sender.close()


@pytest.mark.parametrize(
    ("host", "trusted", "answer"),
    [
        pytest.param("localhost", True, (200, None), id="its-name"),
        pytest.param("other.example", True, (None, ErrorClass.TLS), id="another-name"),
        pytest.param("localhost", False, (None, ErrorClass.TLS), id="nobody-vouches"),
    ],
)
async def test_tls_is_checked_to_the_name(
    tmp_path: Path, host: str, *, trusted: bool, answer: tuple[int | None, ErrorClass | None]
) -> None:
    sent = await _over_tls(host, tmp_path, trusted=trusted)
    assert (sent.answer.status, sent.answer.error) == answer
