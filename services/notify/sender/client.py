"""One signed POST: kept connections, hard bounds, and an answer by class only."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Final

import aiohttp
from yarl import URL

from services.notify.delivery.decide import Answer, ErrorClass
from services.notify.endpoint.addresses import AddressPolicy
from services.notify.endpoint.url import Lookup
from services.notify.sender.gate import BLOCKED, FOUND_TTL_S, GuardedResolver, Permits, guarded_socket

CONNECT_TIMEOUT_S = 5.0
CALL_TIMEOUT_S = 15.0
BODY_READ_TIMEOUT_S = 2.0
RESPONSE_MAX_BYTES = 16_384
IDLE_CONNECTION_S = 30.0
URLS_PARSED_MAX: Final = 4_096
_TIMEOUT: Final = aiohttp.ClientTimeout(total=CALL_TIMEOUT_S, connect=CONNECT_TIMEOUT_S)


@dataclass(frozen=True, slots=True)
class Sent:
    """What one attempt brought back: the answer to decide on, and the response's first bytes."""

    answer: Answer
    response: bytes = b""


class Sender:
    """Posts to endpoints. Opened and closed by `wiring`; safe for any number of calls at once."""

    def __init__(self, policy: AddressPolicy, lookup: Lookup, trust: ssl.SSLContext | None = None) -> None:
        """`trust` replaces the machine's certificate authorities, for tests and private ones."""
        self._tls = _session(lookup, policy.permits, trust)
        # Plain HTTP may reach only what the deployment allows by name, whatever a name resolves to today.
        self._plain = _session(lookup, policy.is_allowed, trust)

    async def close(self) -> None:
        """Every kept connection is closed."""
        await self._tls.close()
        await self._plain.close()

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Sent:
        """Return what came back; every failure of the wire is an answer, never an exception."""
        session = self._tls if url.startswith("https:") else self._plain
        try:
            async with session.post(
                _parsed(url), data=body, headers=headers, allow_redirects=False, max_redirects=0
            ) as response:
                return Sent(
                    Answer(status=response.status, retry_after_s=_retry_after(response)),
                    await _first_bytes(response),
                )
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as failed:
            return Sent(Answer(error=_class_of(failed)))


@lru_cache(URLS_PARSED_MAX)
def _parsed(url: str) -> URL:
    return URL(url)


def _session(lookup: Lookup, permits: Permits, trust: ssl.SSLContext | None) -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(
        limit=0,  # the dispatcher's slots are the bound; waiting here would spend the connect timeout
        keepalive_timeout=IDLE_CONNECTION_S,
        ttl_dns_cache=FOUND_TTL_S,
        resolver=GuardedResolver(lookup, permits),
        socket_factory=guarded_socket(permits),
        ssl=trust if trust is not None else True,
    )
    return aiohttp.ClientSession(
        connector=connector,
        timeout=_TIMEOUT,
        trust_env=False,
        auto_decompress=False,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"Accept-Encoding": "identity", "User-Agent": "Tuoke-Webhooks/1"},
    )


async def _first_bytes(response: aiohttp.ClientResponse) -> bytes:
    """Return at most `RESPONSE_MAX_BYTES`. The status has decided: a slow or broken body changes nothing."""
    if response.content.at_eof():
        return b""
    parts: list[bytes] = []
    left = RESPONSE_MAX_BYTES
    try:
        async with asyncio.timeout(BODY_READ_TIMEOUT_S):
            while left and (part := await response.content.read(left)):
                parts.append(part)
                left -= len(part)
    except (aiohttp.ClientError, OSError, TimeoutError):
        response.close()
    if not response.content.at_eof():
        response.close()  # what is unread is not waited for; the connection is not kept
    return b"".join(parts)


def _retry_after(response: aiohttp.ClientResponse) -> float | None:
    text = response.headers.get("Retry-After", "")
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, IndexError):
        return None
    return (moment - datetime.now(UTC)).total_seconds() if moment.tzinfo else None


def _class_of(failed: BaseException) -> ErrorClass:
    if isinstance(failed, TimeoutError):
        return ErrorClass.TIMEOUT
    if isinstance(failed, aiohttp.ClientSSLError | ssl.SSLError):
        return ErrorClass.TLS
    if isinstance(failed, aiohttp.ClientConnectorError):
        if failed.os_error.errno == BLOCKED:
            return ErrorClass.BLOCKED
        is_dns = isinstance(failed, aiohttp.ClientConnectorDNSError)
        return ErrorClass.DNS if is_dns else ErrorClass.REFUSED
    if isinstance(failed, OSError) and not isinstance(failed, aiohttp.ClientError):
        return ErrorClass.BLOCKED if failed.errno == BLOCKED else ErrorClass.REFUSED
    return ErrorClass.PROTOCOL
