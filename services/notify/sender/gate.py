"""The gate at the dial: names resolved within a bound, and each concrete address judged.

Two places, because each alone has a hole: the resolver sees all of a name's addresses but is not
asked for literal ones; the socket factory sees every address that is about to be dialled.
"""

import asyncio
import errno
import socket
from collections.abc import Callable, Sequence
from typing import Any, Final

from services.notify.endpoint.addresses import Address, parse
from services.notify.endpoint.url import LOOKUP_TIMEOUT_S, Lookup
from services.notify.sender import numbers

FOUND_TTL_S: Final = 60.0
UNKNOWN_TTL_S: Final = 30.0
NAMES_KEPT_MAX: Final = 4_096

Permits = Callable[[Address], bool]
AddrInfo = tuple[int, int, int, str, Any]

BLOCKED: Final = errno.EACCES
"""The error number of a refused dial: it survives however failed dials are merged into one error."""


class NameUnknown(OSError):  # noqa: N818 -- it says what the name is
    """The name has no address, or none was told in time."""


async def system_lookup(host: str, port: int) -> list[str]:
    """Return the host's addresses as the machine's resolver knows them. Raises `OSError`."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(sockaddr[0]) for *_, sockaddr in found]


class GuardedResolver:
    """Resolves within 3 s, remembers answers for 60 s and failures for 30 s, and asks once at a time.

    It refuses a name with any forbidden address. Any, not all: a name that mixes public and private
    addresses is somebody's attempt.
    """

    def __init__(self, lookup: Lookup, permits: Permits) -> None:
        self._lookup, self._permits = lookup, permits
        self._asked: dict[str, tuple[float, asyncio.Task[Sequence[str]]]] = {}

    async def resolve(self, host: str, port: int) -> list[AddrInfo]:
        """Return where to dial. Raises `NameUnknown`, or `OSError` with `BLOCKED` when one is forbidden."""
        literal = parse(host)
        if literal is not None:
            return [_info(literal, port)]  # judged where its socket is made
        found = await self._addresses(host, port)
        if not found:
            raise NameUnknown(errno.EHOSTUNREACH, "the name is unknown")
        return [_info(self._judged(text), port) for text in found]

    async def _addresses(self, host: str, port: int) -> Sequence[str]:
        now = asyncio.get_running_loop().time()
        asked_at, asking = self._asked.get(host, (0.0, None))
        if asking is not None:
            is_known_unknown = asking.done() and not asking.result()
            if now < asked_at + (UNKNOWN_TTL_S if is_known_unknown else FOUND_TTL_S):
                return await asyncio.shield(asking)
        if len(self._asked) >= NAMES_KEPT_MAX:
            self._asked.clear()
        # Shielded: who gives up waiting must not cut the answer that others wait for.
        asking = asyncio.create_task(self._ask(host, port))
        self._asked[host] = (now, asking)
        return await asyncio.shield(asking)

    async def _ask(self, host: str, port: int) -> Sequence[str]:
        try:
            async with asyncio.timeout(LOOKUP_TIMEOUT_S):
                return await self._lookup(host, port)
        except (OSError, TimeoutError, UnicodeError):
            return ()

    def _judged(self, text: str) -> Address:
        address = parse(text)
        if address is None or not self._permits(address):
            numbers.blocked(address)
            raise OSError(BLOCKED, "the name has a forbidden address")
        return address


def _info(address: Address, port: int) -> AddrInfo:
    if address.version == 4:  # noqa: PLR2004 -- IP's own number
        return (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (str(address), port))
    return (socket.AF_INET6, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (str(address), port, 0, 0))


def guarded_socket(permits: Permits) -> Callable[[AddrInfo], socket.socket]:
    """Return a socket factory that makes none for a forbidden address: the last gate before the wire."""

    def make(info: AddrInfo) -> socket.socket:
        family, kind, proto, _, sockaddr = info
        address = parse(str(sockaddr[0]))
        if address is None or not permits(address):
            numbers.blocked(address)
            raise OSError(BLOCKED, "a forbidden address")
        return socket.socket(family=family, type=kind, proto=proto)

    return make
