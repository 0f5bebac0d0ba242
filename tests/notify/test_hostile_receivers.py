"""Every way of webhooks' SSRF checklist to aim or hold our calls, by name, over real sockets."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from time import monotonic

import pytest
from aiohttp import web

from services.notify.delivery.decide import ErrorClass
from services.notify.endpoint.addresses import AddressPolicy
from services.notify.endpoint.url import UrlRefused, check_url
from services.notify.sender.client import CALL_TIMEOUT_S, Sender
from services.notify.sender.wire import BODY_READ_TIMEOUT_S, RESPONSE_MAX_BYTES, Sent
from tests.notify.receiver import Call, Receiver

PUBLIC, LOOPBACK = AddressPolicy(), AddressPolicy.of(["127.0.0.0/8"])
LOOPBACK_SPELLED = {
    "plain": "127.0.0.1",
    "decimal": "2130706433",
    "octal": "0177.0.0.1",
    "hex": "0x7f.0.0.1",
    "hex-whole": "0x7f000001",
    "short": "127.1",
    "mapped": "[::ffff:127.0.0.1]",
    "mapped-hex": "[::ffff:7f00:1]",
    "six": "[::1]",
    "unspecified": "0.0.0.0",  # noqa: S104 -- a vector
    "trailing-dot": "127.0.0.1.",
    "full-width": "１２７.0.0.1",
}
METADATA = (
    "http://169.254.169.254/latest/meta-data/",
    "http://[::ffff:a9fe:a9fe]/",
    "http://100.100.100.200/",
)
Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Rebinding:
    """A name whose addresses change with each question."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self._answers, self.asked = list(answers), 0

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        del host, port
        self.asked += 1
        return self._answers[min(self.asked, len(self._answers)) - 1]


async def _c_library(host: str, port: int) -> Sequence[str]:
    """What a resolver makes of every spelling: loopback. None may come to be asked in vain."""
    del host, port
    return ["127.0.0.1"]


async def _post(policy: AddressPolicy, url: str, lookup: Callable[..., Awaitable[Sequence[str]]]) -> Sent:
    sender = Sender(policy, lookup)
    try:
        return await sender.post(url, {}, b"{}")
    finally:
        await sender.close()


@pytest.mark.parametrize("spelled", LOOPBACK_SPELLED.values(), ids=LOOPBACK_SPELLED.keys())
@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_loopback_is_refused_however_it_is_spelled(
    receiver: Receiver, scheme: str, spelled: str
) -> None:
    port = receiver.url.rpartition(":")[2]
    with pytest.raises(UrlRefused):
        await check_url(f"{scheme}://{spelled}/", PUBLIC, _c_library)
    sent = await _post(PUBLIC, f"{scheme}://{spelled}:{port}/", _c_library)
    assert sent.answer.status is None
    assert receiver.calls == []


@pytest.mark.parametrize("host", ["127.0.0.1", "[::ffff:127.0.0.1]", "name.example"])
async def test_without_the_gate_the_same_calls_arrive(receiver: Receiver, host: str) -> None:
    port = receiver.url.rpartition(":")[2]
    sent = await _post(LOOPBACK, f"http://{host}:{port}/", _c_library)
    if host.startswith("["):
        # Listening on IPv4 only, the receiver is not there; the gate let the dial through.
        assert sent.answer.error is not ErrorClass.BLOCKED
    else:
        assert (sent.answer.status, len(receiver.calls)) == (200, 1)


@pytest.mark.parametrize(
    "addresses",
    [["93.184.216.34", "127.0.0.1"], ["127.0.0.1", "93.184.216.34"], ["fd00:ec2::254"], ["::ffff:a9fe:a9fe"]],
    ids=["mixed", "mixed-private-first", "only-aaaa-private", "mapped-metadata"],
)
async def test_a_name_with_any_private_address_is_refused_and_not_dialled(
    receiver: Receiver, addresses: list[str]
) -> None:
    port = receiver.url.rpartition(":")[2]
    with pytest.raises(UrlRefused):
        await check_url("https://name.example/", PUBLIC, Rebinding(addresses))
    sent = await _post(PUBLIC, f"https://name.example:{port}/", Rebinding(addresses))
    assert sent.answer.error is ErrorClass.BLOCKED
    assert receiver.calls == []


async def test_a_name_rebound_after_saving_is_blocked_at_the_dial(receiver: Receiver) -> None:
    port, names = receiver.url.rpartition(":")[2], Rebinding(["93.184.216.34"], ["127.0.0.1"])
    await check_url("https://name.example/", PUBLIC, names)
    assert (await _post(PUBLIC, f"https://name.example:{port}/", names)).answer.error is ErrorClass.BLOCKED
    assert names.asked == 2
    assert receiver.calls == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("target", [*METADATA, "/elsewhere", "//127.0.0.1/elsewhere"])
async def test_no_redirect_is_followed_wherever_it_leads(
    receiver: Receiver, status: int, target: str
) -> None:
    async def redirect(_: Call) -> web.StreamResponse:
        return web.Response(status=status, headers={"Location": target})

    receiver.behaviours["/in"] = redirect
    names = Rebinding(["127.0.0.1"])
    sent = await _post(LOOPBACK, receiver.url.replace("127.0.0.1", "name.example") + "/in", names)
    assert sent.answer.status == status
    assert [call.path for call in receiver.calls] == ["/in"]
    assert names.asked == 1, "the redirect's host was not even looked up"


@asynccontextmanager
async def _serving(handler: Handler) -> AsyncIterator[str]:
    """Yield the URL of a server that speaks as it likes."""
    closing = asyncio.Event()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            speaking = asyncio.ensure_future(handler(reader, writer))
            await asyncio.wait(
                {speaking, asyncio.ensure_future(closing.wait())}, return_when="FIRST_COMPLETED"
            )
            speaking.cancel()
        finally:
            writer.transport.abort()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    finally:
        closing.set()
        server.close()
        await server.wait_closed()


def _speaks(*parts: bytes, then: bytes = b"", pause_s: float = 0.0) -> Handler:
    """Say the parts, then the last thing for ever, at that pace."""

    async def handler(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
        while True:
            if then:
                writer.write(then)
                await writer.drain()
            await asyncio.sleep(pause_s if then else 3_600)

    return handler


OK = b"HTTP/1.1 200 OK\r\n"
QUICK = {
    "endless headers": (_speaks(OK, then=b"X-More: " + b"x" * 1_000 + b"\r\n"), None),
    "one endless header": (_speaks(OK + b"X-More: ", then=b"x" * 4_096), None),
    "slow body": (_speaks(OK + b"Content-Length: 100000\r\n\r\n", then=b"x", pause_s=0.05), 200),
    "endless body": (_speaks(OK + b"\r\n", then=b"x" * 8_192), 200),
    "gzip bomb": (_speaks(OK + b"Content-Encoding: gzip\r\n\r\n\x1f\x8b\x08", then=b"\x00" * 8_192), 200),
    "no HTTP": (_speaks(b"SSH-2.0-OpenSSH_9\r\n", then=b"x", pause_s=0.05), None),
}
STALLS = {
    "silence": _speaks(),
    "100-continue for ever": _speaks(then=b"HTTP/1.1 100 Continue\r\n\r\n", pause_s=0.05),
    "headers by the drop": _speaks(OK, then=b"x", pause_s=0.2),
}


@pytest.mark.parametrize(("handler", "status"), QUICK.values(), ids=QUICK.keys())
async def test_a_receiver_that_does_not_end_is_left_soon_and_little_of_it_is_kept(
    handler: Handler, status: int | None
) -> None:
    async with _serving(handler) as url:
        began = monotonic()
        sent = await _post(LOOPBACK, url, _c_library)
        assert monotonic() - began < BODY_READ_TIMEOUT_S + 3
    assert sent.answer.status == status
    assert len(sent.response) <= RESPONSE_MAX_BYTES


@pytest.mark.long
@pytest.mark.parametrize("handler", STALLS.values(), ids=STALLS.keys())
async def test_a_call_that_stalls_ends_within_its_bound(handler: Handler) -> None:
    async with _serving(handler) as url:
        began = monotonic()
        sent = await _post(LOOPBACK, url, _c_library)
        assert monotonic() - began < CALL_TIMEOUT_S + 3
    assert sent.answer.status is None
    assert sent.answer.error in {ErrorClass.TIMEOUT, ErrorClass.PROTOCOL}
