"""One JSON object a line on standard output. The event is a dotted noun, the rest is fields.

`structlog.get_logger().info("relay.sent", topic=topic, rows=12)`: never a sentence with values in
it, so that logs can be counted. Libraries that use the standard library's logging come out alike.
An error is passed as it is, `error=error`: what of its text may be told is decided here.
"""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, BinaryIO

import msgspec
import structlog

from shared.kit import tracing
from shared.kit.told_errors import told, traced

REDACTED = "(redacted)"
SENSITIVE = frozenset(
    {"authorization", "token", "secret", "password", "pepper", "api_key", "cookie", "database_url"}
    | {"phone", "email", "name", "address", "body", "summary"}
)
"""Fields whose values never reach a log, whatever a caller passes."""

_encode = msgspec.json.Encoder(enc_hook=str).encode


def configure(service: str, level: str = "info", out: BinaryIO | None = None) -> None:
    """Every log line of the process is JSON on standard output (or `out`), with service and trace."""

    def named(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        event["service"] = service
        return event

    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
            named,
            _traced,
            _redacted,
            _errors_told,
            _rendered,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(_level(level)),
        logger_factory=structlog.BytesLoggerFactory(out or sys.stdout.buffer),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [_Bridge()]
    root.setLevel(max(_level(level), logging.WARNING))


def _level(name: str) -> int:
    return logging.getLevelNamesMapping()[name.upper()]


def _traced(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    here = tracing.current()
    if here is not None:
        event.setdefault("trace_id", here.trace_id)
    return event


def _redacted(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for field in SENSITIVE.intersection(event):
        event[field] = REDACTED
    return event


def _errors_told(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    error = _raised(event.pop("exc_info", None))
    if error is not None:
        event["exception"] = traced(error)
    for field, value in event.items():
        if isinstance(value, BaseException):
            event[field] = told(value)
    return event


def _raised(given: Any) -> BaseException | None:
    """Return the error that a caller of `log.exception`, or a library, hands over in its own way."""
    if isinstance(given, tuple):
        given = given[1]
    elif given and not isinstance(given, BaseException):
        given = sys.exc_info()[1]
    return given or None


def _rendered(_: Any, __: str, event: MutableMapping[str, Any]) -> bytes:
    return _encode(event)


class _Bridge(logging.Handler):
    """A library's record becomes a line of ours: its logger's name is the event."""

    def emit(self, record: logging.LogRecord) -> None:
        if isinstance(record.args, tuple):
            record.args = tuple(told(one) if isinstance(one, BaseException) else one for one in record.args)
        structlog.get_logger().log(
            record.levelno, record.name, message=record.getMessage(), exc_info=record.exc_info
        )
