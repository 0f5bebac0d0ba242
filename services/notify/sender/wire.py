"""One kept connection: one call at a time, an answer by class only, every wait and every byte bounded.

HTTP/1.1 is parsed by llhttp. What is not said in time, or at length, ends the connection: where one
answer ends must be beyond doubt before another call may use it.
"""

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final, cast

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from services.notify.delivery.decide import Answer, ErrorClass

BODY_READ_TIMEOUT_S: Final = 2.0
HEAD_MAX_BYTES: Final = 16_384
RESPONSE_MAX_BYTES: Final = 16_384
IDLE_CONNECTION_S: Final = 30.0

_FIRST_FINAL_STATUS = 200


@dataclass(frozen=True, slots=True)
class Sent:
    """What one attempt brought back: the answer to decide on, and the response's first bytes."""

    answer: Answer
    response: bytes = b""


class Wire(asyncio.Protocol):
    """A connection to one endpoint's host. `lost` is told when it is gone, whoever ended it.

    An idle one closes itself after `IDLE_CONNECTION_S`.
    """

    def __init__(self, lost: Callable[["Wire"], None]) -> None:
        self._lost, self._loop = lost, asyncio.get_running_loop()
        self._parser = HttpResponseParser(self)
        self._transport: asyncio.Transport | None = None
        self._call: asyncio.Future[Sent] | None = None
        self._until = self._armed = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._forget()

    @property
    def is_free(self) -> bool:
        """Return whether it may carry another call."""
        return self._call is None and self._transport is not None

    async def exchange(self, request: bytes, until: float) -> Sent:
        """Return the answer, by that moment of the loop's clock; whatever goes wrong is one."""
        if self._transport is None:  # it broke between being handed out and being used
            return Sent(Answer(error=ErrorClass.PROTOCOL))
        self._forget()
        self._call = call = self._loop.create_future()
        self._expect(until)
        self._transport.write(request)
        try:
            sent: Sent = await call
        except asyncio.CancelledError:
            self.close()
            raise
        return sent

    def close(self) -> None:
        """Nothing is sent or believed any more."""
        transport, self._transport = self._transport, None
        if transport is not None:
            transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Opened, TLS included."""
        self._transport = cast("asyncio.Transport", transport)
        self._expect(self._loop.time() + IDLE_CONNECTION_S)

    def connection_lost(self, exc: Exception | None) -> None:
        """Gone; a body that was on its way ended here."""
        self._transport = None
        if self._timer is not None:
            self._timer.cancel()
        self._settle(ErrorClass.TLS if isinstance(exc, ssl.SSLError) else ErrorClass.PROTOCOL)
        self._lost(self)

    def data_received(self, data: bytes) -> None:
        """Take in what was said, up to the bounds."""
        self._received += len(data)
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade):
            self._said_unasked = True
            self._settle(ErrorClass.PROTOCOL)
        if self._said_unasked:
            self.close()
        elif self._call is None:
            return
        elif not self._status:
            if self._received > HEAD_MAX_BYTES:
                self._settle(ErrorClass.PROTOCOL)
        elif self._room <= 0 or self._received > HEAD_MAX_BYTES + RESPONSE_MAX_BYTES:
            self._settle(ErrorClass.PROTOCOL)
        else:
            # The status has decided; the rest of the body is waited for only so long.
            self._expect(min(self._until, self._body_from + BODY_READ_TIMEOUT_S))

    def on_message_begin(self) -> None:
        """Without a call it is the beginning of an answer that nobody asked for."""
        self._said_unasked = self._call is None

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep the one header that is listened to."""
        if name.lower() == b"retry-after" and not self._status:
            self._retry_after = value

    def on_headers_complete(self) -> None:
        """The status is known; an interim one (1xx) says nothing."""
        status: int = self._parser.get_status_code()
        if status >= _FIRST_FINAL_STATUS:
            self._status, self._body_from = status, self._loop.time()

    def on_body(self, data: bytes) -> None:
        """Keep the first bytes."""
        self._parts.append(data[: self._room])
        self._room -= len(self._parts[-1])

    def on_message_complete(self) -> None:
        """The answer is whole: the connection is free again, if the other side keeps it."""
        if self._status and self._call is not None:
            keeps = self._parser.should_keep_alive()
            self._answer(self._call)
            if keeps:
                self._until = self._loop.time() + IDLE_CONNECTION_S
            else:
                self.close()

    def _forget(self) -> None:
        self._received = self._status = 0
        self._room, self._parts = RESPONSE_MAX_BYTES, list[bytes]()
        self._retry_after, self._body_from, self._said_unasked = b"", 0.0, False

    def _answer(self, call: "asyncio.Future[Sent]") -> None:
        self._call = None
        if not call.done():
            retry_after_s = _retry_after_s(self._retry_after.decode("latin-1")) if self._retry_after else None
            answer = Answer(status=self._status, retry_after_s=retry_after_s)
            call.set_result(Sent(answer, b"".join(self._parts)))

    def _settle(self, error: ErrorClass) -> None:
        """The call is over and the connection with it: by its status, if it came so far."""
        call, self._call = self._call, None
        if call is not None:
            if self._status:
                self._answer(call)
            elif not call.done():
                call.set_result(Sent(Answer(error=error)))
        self.close()

    def _expect(self, until: float) -> None:
        """Something happens by then, or `_tick` acts. One timer serves many calls: rung early, it moves."""
        self._until = until
        if self._timer is not None and self._armed <= until:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._armed, self._timer = until, self._loop.call_at(until, self._tick)

    def _tick(self) -> None:
        self._timer = None
        if self._loop.time() < self._until:
            self._expect(self._until)
        else:
            self._settle(ErrorClass.TIMEOUT)


def _retry_after_s(text: str) -> float | None:
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, IndexError, OverflowError):
        return None  # an exception from here would leave the call without an answer, for ever
    return (moment - datetime.now(UTC)).total_seconds() if moment.tzinfo else None
