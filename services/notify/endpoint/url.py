"""The check of a URL when an endpoint is saved: a fast answer for people. The gate is at the dial.

What a name resolves to now may change before the call, so passing here promises nothing.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar
from urllib.parse import SplitResult, urlsplit

from services.notify.endpoint.addresses import Address, AddressPolicy, parse
from shared.kit.decider import Rejection

LOOKUP_TIMEOUT_S = 3.0
URL_CHARS_MAX = 2048
PUBLIC_PORTS = frozenset({443, 8443})

Lookup = Callable[[str, int], Awaitable[Sequence[str]]]
"""Host and port to addresses in text. Raises `OSError` when the name has none."""

# A host whose last label is a number is some form of an IPv4 address to a C library.
_NUMERIC_HOST = re.compile(r"(?:.*\.)?(?:\d+|0[xX][0-9a-fA-F]*)\.?")


class UrlRefused(Rejection):
    """The URL cannot be an endpoint; `reason` says by class why, and no address is told."""

    code: ClassVar[str] = "url_refused"


async def check_url(url: str, policy: AddressPolicy, lookup: Lookup) -> None:
    """Nothing, when the URL may be saved. Raises `UrlRefused`."""
    parts = _parsed(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    address = parse(host)
    if address is None and _NUMERIC_HOST.fullmatch(host):
        raise UrlRefused(reason="numeric_host")
    if address is not None and not policy.is_allowed(address):
        raise UrlRefused(reason="address_literal")
    addresses = [address] if address is not None else await _resolved(host, port, lookup)
    if not all(found is not None and policy.permits(found) for found in addresses):
        raise UrlRefused(reason="blocked_address")
    if all(found is not None and policy.is_allowed(found) for found in addresses):
        return
    if parts.scheme != "https":
        raise UrlRefused(reason="https_required")
    if port not in PUBLIC_PORTS:
        raise UrlRefused(reason="port")


def _parsed(url: str) -> SplitResult:
    if len(url) > URL_CHARS_MAX or not url.isascii() or any(char <= " " or char == "\x7f" for char in url):
        raise UrlRefused(reason="malformed")
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 -- reading it is what refuses a port that is no number
    except ValueError as malformed:
        raise UrlRefused(reason="malformed") from malformed
    if parts.scheme not in ("https", "http") or not parts.hostname or "\\" in url:
        raise UrlRefused(reason="malformed")
    if "@" in parts.netloc:
        raise UrlRefused(reason="userinfo")
    if parts.fragment:
        raise UrlRefused(reason="fragment")
    return parts


async def _resolved(host: str, port: int, lookup: Lookup) -> list[Address | None]:
    try:
        async with asyncio.timeout(LOOKUP_TIMEOUT_S):
            found = await lookup(host, port)
    except (OSError, TimeoutError, UnicodeError) as unknown:  # the last of a label that is empty or too long
        raise UrlRefused(reason="dns") from unknown
    return [parse(text) for text in found] or [None]
