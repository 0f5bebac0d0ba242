"""The gate at the dial: names resolved within a bound, and each concrete address judged.

Two places, because each alone has a hole: the resolver sees all of a name's addresses but is not
asked for literal ones; the socket factory sees every address that is about to be dialled.
"""

import asyncio
import errno
import socket
from collections.abc import Callable
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

from services.notify.endpoint.addresses import Address, parse
from services.notify.endpoint.url import Lookup
from services.notify.sender import numbers

LOOKUP_TIMEOUT_S = 3.0
FOUND_TTL_S = 60
UNKNOWN_TTL_S = 30.0
UNKNOWN_NAMES_MAX = 1_000

Permits = Callable[[Address], bool]
AddrInfo = tuple[int, int, int, str, Any]

BLOCKED = errno.EACCES
"""The error number of a refused dial: it survives however aiohttp wraps and merges errors."""


async def system_lookup(host: str, port: int) -> list[str]:
    """Return the host's addresses as the machine's resolver knows them. Raises `OSError`."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(sockaddr[0]) for *_, sockaddr in found]


class GuardedResolver(AbstractResolver):
    """Resolves within 3 s, remembers failures for 30 s, and refuses a name with any forbidden address.

    Any, not all: a name that mixes public and private addresses is somebody's attempt. Answers are
    remembered for `FOUND_TTL_S` by the connector.
    """

    def __init__(self, lookup: Lookup, permits: Permits) -> None:
        self._lookup, self._permits = lookup, permits
        self._unknown_until: dict[str, float] = {}

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses. Raises `OSError`, with `BLOCKED` as its number when one is forbidden."""
        now = asyncio.get_running_loop().time()
        if self._unknown_until.get(host, 0.0) > now:
            raise OSError(errno.EHOSTUNREACH, "the name was unknown a moment ago")
        try:
            async with asyncio.timeout(LOOKUP_TIMEOUT_S):
                found = await self._lookup(host, port)
        except (OSError, TimeoutError) as unknown:
            if len(self._unknown_until) >= UNKNOWN_NAMES_MAX:
                self._unknown_until.clear()
            self._unknown_until[host] = now + UNKNOWN_TTL_S
            raise OSError(errno.EHOSTUNREACH, "the name is unknown") from unknown
        return [self._judged(host, port, text, family) for text in found]

    async def close(self) -> None:
        """Nothing is held open."""

    def _judged(self, host: str, port: int, text: str, family: int) -> ResolveResult:
        address = parse(text)
        if address is None or not self._permits(address):
            numbers.blocked(address)
            raise OSError(BLOCKED, "the name has a forbidden address")
        kind = socket.AF_INET if address.version == 4 else socket.AF_INET6  # noqa: PLR2004 -- IP's own number
        del family  # the connector asks for any
        return ResolveResult(
            hostname=host, host=str(address), port=port, family=kind, proto=0, flags=socket.AI_NUMERICHOST
        )


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
