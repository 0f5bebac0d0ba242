"""The body of a delivery: a CloudEvent in structured JSON, in the view that its endpoint chose.

A body is a function of the event and the view alone, so every attempt sends the same bytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import msgspec

CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"
BODY_MAX_BYTES = 262_144
MASK = "***"

_CLEAR_NAMES = frozenset(
    {
        *("id", "type", "kind", "source", "channel", "purposes", "effective", "logged_late", "severity"),
        *("section", "section_version", "completeness", "currency", "quantity", "clock", "count", "cause"),
        *("before", "after", "letter_before", "letter_after", "letter", "class", "distance", "score"),
        *("signal", "points", "policy_version", "acknowledge_by", "resolve_by"),
        *("tier", "lifecycle", "since", "idle_days", "days_left", "stopped_by"),
    }
)
_CLEAR_ENDINGS = ("_id", "_at", "_on", "_minor")
_WHOLLY_MASKED = frozenset({"content"})
"""Fields whose inner names are not ours to judge: a customer file's section may hold a birthday."""


class View(StrEnum):
    """How much of an event an endpoint is shown; fixed when the endpoint is made."""

    FULL = "full"
    MASKED = "masked"
    THIN = "thin"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An event as the ledger keeps it: its CloudEvents attributes and the data's bytes."""

    id: str
    source: str
    type: str
    subject: str
    key: str
    sequence: int | None
    time: datetime
    dataschema: str
    data: bytes


def render(event: Occurrence, view: View) -> bytes:
    """Return the body. What would exceed the bound is sent thin: the receiver fetches the rest."""
    if view is View.THIN:
        return _encode(event, None)
    data = msgspec.Raw(event.data) if view is View.FULL else mask(msgspec.json.decode(event.data))
    body = _encode(event, data)
    return body if len(body) <= BODY_MAX_BYTES else _encode(event, None)


def mask(value: Any, name: str = "") -> Any:
    """Return the value with every leaf masked whose field is not known to be impersonal.

    The list says what is clear, not what is secret: a field added next year is masked until named.
    """
    if name in _WHOLLY_MASKED:
        return MASK
    if isinstance(value, Mapping):
        return {field: mask(inner, field) for field, inner in value.items()}
    if isinstance(value, list):
        return [mask(inner, name) for inner in value]
    return value if value is None or _is_clear(name) else MASK


def _is_clear(name: str) -> bool:
    return name in _CLEAR_NAMES or name.endswith(_CLEAR_ENDINGS)


def _encode(event: Occurrence, data: Any) -> bytes:
    attributes: dict[str, Any] = {
        "specversion": "1.0",
        "id": event.id,
        "source": f"/tuoke/{event.source}",
        "type": event.type,
        "subject": event.subject,
        "time": event.time.astimezone(UTC),
        "dataschema": event.dataschema,
        "datacontenttype": "application/json",
        "partitionkey": event.key,
    }
    if event.sequence is not None:
        attributes["sequence"] = str(event.sequence)
    if data is not None:
        attributes["data"] = data
    return msgspec.json.encode(attributes)
