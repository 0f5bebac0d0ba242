"""One signed POST: kept connections, hard bounds, and an answer by class only."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Final
from urllib.parse import urlsplit

from aiohappyeyeballs import start_connection

from services.notify.delivery.decide import Answer, ErrorClass
from services.notify.endpoint.addresses import AddressPolicy
from services.notify.endpoint.url import Lookup
from services.notify.sender.gate import BLOCKED, GuardedResolver, NameUnknown, Permits, guarded_socket
from services.notify.sender.wire import Sent, Wire

CONNECT_TIMEOUT_S: Final = 5.0
CALL_TIMEOUT_S: Final = 15.0
NEXT_ADDRESS_AFTER_S: Final = 0.25
"""RFC 8305: a name's next address is tried beside one that has not answered by then."""

IDLE_CONNECTIONS_MAX: Final = 512
URLS_PARSED_MAX: Final = 4_096

_HEAD = (
    "POST {target} HTTP/1.1\r\nHost: {host}\r\n"
    "Accept: */*\r\nAccept-Encoding: identity\r\nUser-Agent: Tuoke-Webhooks/1\r\n"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A URL as a call needs it: where to dial, and the head of every request to it."""

    is_tls: bool
    host: str
    port: int
    head: str


class Lines:
    """Connections over TLS, or plain ones where `trust` is None: dialled through the gate, and kept."""

    def __init__(self, lookup: Lookup, permits: Permits, trust: ssl.SSLContext | None) -> None:
        self._resolver, self._socket = GuardedResolver(lookup, permits), guarded_socket(permits)
        self._trust = trust
        self._kept: dict[tuple[str, int], list[Wire]] = {}
        self._idle = 0

    async def taken(self, place: Place) -> Wire:
        """Return a connection that is nobody else's until `put_back`. Raises `OSError` or `TimeoutError`."""
        kept = self._kept.get((place.host, place.port))
        if kept:
            self._idle -= 1
            return kept.pop()
        async with asyncio.timeout(CONNECT_TIMEOUT_S):
            return await self._dialled(place)

    def put_back(self, place: Place, wire: Wire) -> None:
        """The connection waits for the next call, if it is good for one and not too many wait."""
        if not wire.is_free:
            return
        if self._idle >= IDLE_CONNECTIONS_MAX:
            wire.close()
            return
        self._idle += 1
        self._kept.setdefault((place.host, place.port), []).append(wire)

    def close(self) -> None:
        """Every kept connection is closed."""
        kept, self._kept, self._idle = self._kept, {}, 0
        for wires in kept.values():
            for wire in wires:
                wire.close()

    async def _dialled(self, place: Place) -> Wire:
        where = place.host, place.port
        found = await self._resolver.resolve(*where)
        sock = await start_connection(
            found, happy_eyeballs_delay=NEXT_ADDRESS_AFTER_S, socket_factory=self._socket
        )
        try:
            name = place.host.rstrip(".") if self._trust else None
            _, wire = await asyncio.get_running_loop().create_connection(
                lambda: Wire(partial(self._gone, where)), sock=sock, ssl=self._trust, server_hostname=name
            )
        except BaseException:
            sock.close()
            raise
        return wire

    def _gone(self, where: tuple[str, int], wire: Wire) -> None:
        kept = self._kept.get(where, [])
        if wire in kept:
            kept.remove(wire)
            self._idle -= 1
        if not kept:
            self._kept.pop(where, None)


class Sender:
    """Posts to endpoints. Opened and closed by `wiring`; safe for any number of calls at once."""

    def __init__(self, policy: AddressPolicy, lookup: Lookup, trust: ssl.SSLContext | None = None) -> None:
        """`trust` replaces the machine's certificate authorities, for tests and private ones."""
        self._tls = Lines(lookup, policy.permits, trust or ssl.create_default_context())
        # Plain HTTP may reach only what the deployment allows by name, whatever a name resolves to today.
        self._plain = Lines(lookup, policy.is_allowed, None)

    async def close(self) -> None:
        """Every kept connection is closed."""
        self._tls.close()
        self._plain.close()

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Sent:
        """Return what came back; every failure of the wire is an answer, never an exception."""
        until = asyncio.get_running_loop().time() + CALL_TIMEOUT_S
        try:
            place = _place(url)
            request = _request(place, headers, body)
            lines = self._tls if place.is_tls else self._plain
            wire = await lines.taken(place)
        except (OSError, TimeoutError, ValueError, RuntimeError) as failed:
            return Sent(Answer(error=_class_of(failed)))
        sent = await wire.exchange(request, until)
        lines.put_back(place, wire)
        return sent


@lru_cache(URLS_PARSED_MAX)
def _place(url: str) -> Place:
    """Return where the URL leads. Raises `ValueError` unless it is plain ASCII of a scheme we speak."""
    if not url.isascii() or not url.isprintable() or " " in url:
        raise ValueError("a URL that cannot stand in a request line")
    parts = urlsplit(url)
    if parts.scheme not in ("https", "http") or not parts.hostname or "@" in parts.netloc:
        raise ValueError("no URL to post to")
    is_tls = parts.scheme == "https"
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    head = _HEAD.format(target=target, host=parts.netloc)
    return Place(is_tls, parts.hostname, parts.port or (443 if is_tls else 80), head)


def _request(place: Place, headers: Mapping[str, str], body: bytes) -> bytes:
    """Return the bytes of one request. Raises `ValueError` when a header holds the end of a line."""
    own = "".join([f"{name}: {value}\r\n" for name, value in headers.items()])
    if own.count("\r") != len(headers) or own.count("\n") != len(headers):
        raise ValueError("a header with more than one line")
    return f"{place.head}{own}Content-Length: {len(body)}\r\n\r\n".encode("ascii") + body


def _class_of(failed: BaseException) -> ErrorClass:
    if isinstance(failed, TimeoutError):
        return ErrorClass.TIMEOUT
    if isinstance(failed, ssl.SSLError):
        return ErrorClass.TLS
    if isinstance(failed, NameUnknown):
        return ErrorClass.DNS
    if isinstance(failed, OSError) and failed.errno == BLOCKED:
        return ErrorClass.BLOCKED
    # uvloop tells some failed dials by a RuntimeError.
    return ErrorClass.REFUSED if isinstance(failed, OSError | RuntimeError) else ErrorClass.PROTOCOL
