"""What one request may take: bytes, seconds, and a place among those being answered.

Each bound answers with a problem before anything grows: 413 for the body, 503 for the rest.
"""

import asyncio
import contextlib
from dataclasses import dataclass
from datetime import timedelta

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.kit import metrics
from shared.kit.http.overdue import Overdue
from shared.kit.http.problems import HttpProblem

BODY_MAX_BYTES = 1_048_576
DISCARDED_MAX_BYTES = 8 * BODY_MAX_BYTES
DISCARD_S = 2.0
IN_FLIGHT_MAX = 512
REQUEST_TIMEOUT = timedelta(seconds=10)
_PROBES = frozenset({"/livez", "/startupz", "/readyz", "/metrics"})


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one request, and all requests of the process together, may take."""

    request_timeout: timedelta = REQUEST_TIMEOUT
    body_max_bytes: int = BODY_MAX_BYTES
    in_flight_max: int = IN_FLIGHT_MAX


class Limits:
    """ASGI middleware that holds the bounds; a refusal leaves as `HttpProblem`, which `Telemetry` answers."""

    def __init__(self, app: ASGIApp, bounds: Bounds) -> None:
        self._app, self._bounds, self._in_flight = app, bounds, 0
        self._overdue = Overdue(bounds.request_timeout.total_seconds())
        metrics.http_in_flight.set_function(lambda: self._in_flight)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The request is answered by the application, or refused by a bound."""
        if scope["type"] != "http" or scope["path"] in _PROBES:
            # A probe must be answered exactly when everything else is full.
            await self._app(scope, receive, send)
            return
        if "\x00" in scope["path"] or b"%00" in scope["query_string"]:
            # No text of ours holds a NUL, and Postgres would fail on it deep inside.
            raise HttpProblem("bad_request", "NUL is not allowed.")
        announced = _announced(scope)
        if announced is not None and announced > self._bounds.body_max_bytes:
            raise await self._too_large(receive)
        if self._in_flight >= self._bounds.in_flight_max:
            # A body that was not read stands between this answer and the connection's next request.
            raise HttpProblem("overloaded", headers={"Connection": "close"})
        self._in_flight += 1
        watched = self._overdue.enter()
        try:
            # A declared length is enforced by the HTTP parser; only a chunked body has to be counted.
            await self._app(scope, receive if announced is not None else self._counted(receive), send)
        except asyncio.CancelledError as error:
            # An append cut here is committed or not; the repeat under the same key finds out which.
            if self._overdue.leave(watched):
                raise HttpProblem("request_timeout", headers={"Connection": "close"}) from error
            raise
        finally:
            self._overdue.leave(watched)
            self._in_flight -= 1

    def _counted(self, receive: Receive) -> Receive:
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._bounds.body_max_bytes:
                raise await self._too_large(receive)
            return message

        return counted

    async def _too_large(self, receive: Receive) -> HttpProblem:
        await _discard(receive)
        largest = self._bounds.body_max_bytes
        return HttpProblem("body_too_large", headers={"Connection": "close"}, max_bytes=largest)


async def _discard(receive: Receive) -> None:
    """The rest of a body is read and dropped, up to a bound.

    Closing a socket with unread bytes resets it, and a client that is still sending would then see
    a broken connection in place of the 413.
    """
    dropped, more = 0, True
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(DISCARD_S):
            while more and dropped < DISCARDED_MAX_BYTES:
                message = await receive()
                dropped += len(message.get("body", b""))
                more = message.get("more_body", False)


def _announced(scope: Scope) -> int | None:
    """Return the body's declared length, 0 when there is none, None when it comes in chunks."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else None
        if name == b"transfer-encoding":
            return None
    return 0
