"""W3C trace context from request to webhook, and OpenTelemetry spans when an endpoint is given.

A trace id always exists, so that a log line, a problem document and a message can be joined even
where no collector runs. Without an endpoint a span costs two random numbers and nothing is sent.
"""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass
from typing import Any, Literal

from opentelemetry import trace as otel
from opentelemetry.context import Context
from opentelemetry.trace import (
    Link,
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    Tracer,
)

from shared.kit.told_errors import told

EXPORT_TIMEOUT_S = 5
EXPORT_QUEUE_MAX = 2048
LINKS_MAX = 32
"""Traces that one batch points at; a batch of thousands is found by its first ones."""

Kind = Literal["internal", "server", "client", "producer", "consumer"]
Attribute = str | int | float | bool

_TRACEPARENT = re.compile(r"(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
_NO_TRACE, _NO_SPAN = "0" * 32, "0" * 16


@dataclass(frozen=True, slots=True)
class Trace:
    """One place in a trace: which trace, which span in it, and whether it is recorded."""

    trace_id: str
    span_id: str
    sampled: bool = True

    @property
    def traceparent(self) -> str:
        """The header that hands this place on."""
        return f"00-{self.trace_id}-{self.span_id}-{'01' if self.sampled else '00'}"


_current: ContextVar[Trace | None] = ContextVar("trace", default=None)
_tracer: Tracer | None = None


def parse(traceparent: str | None) -> Trace | None:
    """Return the place a header names, or None when it is absent or breaks the W3C grammar."""
    found = _TRACEPARENT.fullmatch(traceparent) if traceparent else None
    if found is None or found[2] == _NO_TRACE or found[3] == _NO_SPAN or (found[1] == "00" and found[5]):
        return None
    return Trace(found[2], found[3], bool(int(found[4], 16) & 1))


def begin(parent: Trace | None = None) -> Trace:
    """Return a new place: below `parent`, or the first of a new trace."""
    # Trace ids need to be different, not secret, and this runs on every request.
    span_id = f"{random.getrandbits(64) or 1:016x}"
    if parent is not None:
        return Trace(parent.trace_id, span_id, parent.sampled)
    return Trace(f"{random.getrandbits(128) or 1:032x}", span_id)


def current() -> Trace | None:
    """Return the place that the running task is at."""
    return _current.get()


def traceparent() -> str | None:
    """Return the header of the place that the running task is at."""
    here = _current.get()
    return here.traceparent if here else None


def enter(place: Trace) -> Token[Trace | None]:
    """The running task is at `place` until `leave` gets the token back; records nothing."""
    return _current.set(place)


def leave(token: Token[Trace | None]) -> None:
    """The running task is where it was before `enter`."""
    _current.reset(token)


def recording() -> bool:
    """Whether spans go anywhere."""
    return _tracer is not None


@contextmanager
def span(
    name: str,
    kind: Kind = "internal",
    parent: str | None = None,
    links: Sequence[str] = (),
    **attributes: Attribute,
) -> Iterator[Trace]:
    """The body runs in a span of its own and an exception marks it failed.

    It continues `parent` (a traceparent), else the running task's trace. With `links` it starts a
    new trace that points at the linked ones, `LINKS_MAX` at most: a consumer does so, because a
    replay a year later must not lengthen a trace of today.
    """
    above = None if links else parse(parent) or _current.get()
    if _tracer is None:
        with _at(begin(above)) as here:
            yield here
        return
    with _tracer.start_as_current_span(
        name,
        context=otel.set_span_in_context(NonRecordingSpan(_foreign(above))) if above else Context(),
        kind=SpanKind[kind.upper()],
        attributes=attributes,
        links=[Link(_foreign(place)) for place in map(parse, links[:LINKS_MAX]) if place],
        # Left to itself the library would send the exception's text, which may quote personal data.
        record_exception=False,
        set_status_on_exception=False,
    ) as recorded:
        at = recorded.get_span_context()
        try:
            with _at(Trace(f"{at.trace_id:032x}", f"{at.span_id:016x}", at.trace_flags.sampled)) as here:
                yield here
        except BaseException as error:
            recorded.set_status(Status(StatusCode.ERROR, told(error)))
            raise


def batch_span(
    name: str, links: Sequence[str], messages: int, kind: Kind = "consumer"
) -> AbstractContextManager[Trace]:
    """The body handles or sends so many messages of Kafka, of these traces. Ask `recording()` first."""
    about: dict[str, Any] = {"messaging.system": "kafka", "messaging.batch.message_count": messages}
    return span(name, kind, links=links, **about)


@contextmanager
def _at(place: Trace) -> Iterator[Trace]:
    token = _current.set(place)
    try:
        yield place
    finally:
        _current.reset(token)


def annotate(name: str | None = None, **attributes: Attribute) -> None:
    """The running span carries `name` and `attributes`; nothing happens when tracing is off."""
    if _tracer is None:
        return
    recorded = otel.get_current_span()
    if name:
        recorded.update_name(name)
    recorded.set_attributes(attributes)


def configure(service: str, endpoint: str | None) -> Callable[[], None]:
    """Spans go to `endpoint` (OTLP over HTTP) from now on; returns what flushes and ends that."""
    global _tracer  # noqa: PLW0603 -- tracing is the process's, like its log
    if not endpoint:
        return lambda: None
    # Imported here: the exporter pulls in protobuf, which a process without traces need not load.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": service}), shutdown_on_exit=False)
    exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces", timeout=EXPORT_TIMEOUT_S)
    provider.add_span_processor(BatchSpanProcessor(exporter, max_queue_size=EXPORT_QUEUE_MAX))
    _tracer = provider.get_tracer("tuoke")

    def end() -> None:
        global _tracer  # noqa: PLW0603 -- see above
        _tracer = None
        provider.shutdown()

    return end


def _foreign(place: Trace) -> SpanContext:
    return SpanContext(
        int(place.trace_id, 16),
        int(place.span_id, 16),
        is_remote=True,
        trace_flags=TraceFlags(TraceFlags.SAMPLED if place.sampled else TraceFlags.DEFAULT),
    )
