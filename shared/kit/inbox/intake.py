"""From the wire to `Received`: HTTP in its three CloudEvents modes, Kafka in its two."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from urllib.parse import unquote

import msgspec

from shared.kit.inbox import bounds
from shared.kit.inbox.received import BATCH, STRUCTURED, Received, Refusal, media_type

_BATCH: Final = msgspec.json.Decoder(list[msgspec.Raw])


def from_http(headers: Mapping[str, str], body: bytes, principal: str) -> Sequence[Received]:
    """Return the request's events in their order.

    Raises `Refusal` only when the whole request is no CloudEvents request: `unsupported_media_type`
    or `too_many_events`. Anything less is for `event_of` to refuse, event by event.
    """
    lower = {name.lower(): value for name, value in headers.items()}
    match media_type(lower):
        case kind if kind == BATCH:
            return _elements(body, principal)
        case kind if kind == STRUCTURED:
            return [Received("http", principal, {"content-type": STRUCTURED}, body)]
        case _ if "ce-specversion" in lower:
            return [Received("http", principal, _binary_headers(lower), body)]
        case kind:
            raise Refusal("unsupported_media_type", f"{kind!r} is no CloudEvents content type")


def from_record(topic: str, partition: int, offset: int, record: "KafkaRecord") -> Received:
    """Return the record's event. Null keys and null values are for later to judge."""
    headers = {name: (value or b"").decode("utf-8", "backslashreplace") for name, value in record.headers}
    key = None if record.key is None else record.key.decode("utf-8", "backslashreplace")
    return Received(f"{topic}/{partition}/{offset}", f"kafka:{topic}", headers, record.value or b"", key)


class KafkaRecord(msgspec.Struct, frozen=True):
    """The parts of a Kafka record that its sender chose."""

    key: bytes | None
    value: bytes | None
    headers: Iterable[tuple[str, bytes | None]]


def _elements(body: bytes, principal: str) -> Sequence[Received]:
    try:
        elements = _BATCH.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        # Kept whole under the mode of a single event, where it is refused with what is wrong in it.
        return [Received("http", principal, {"content-type": STRUCTURED}, body)]
    if len(elements) > bounds.BATCH_EVENTS_MAX:
        raise Refusal("too_many_events", f"{len(elements)} events, at most {bounds.BATCH_EVENTS_MAX}")
    headers = {"content-type": STRUCTURED}
    return [Received("http", principal, headers, bytes(raw)) for raw in elements]


def _binary_headers(lower: Mapping[str, str]) -> dict[str, str]:
    # The HTTP binding percent-encodes attributes (CloudEvents HTTP binding 1.0.2, section 3.1.3.2).
    attributes = {
        f"ce_{name.removeprefix('ce-')}": unquote(value)
        for name, value in lower.items()
        if name.startswith("ce-")
    }
    kept = {name: lower[name] for name in ("content-type", "traceparent") if name in lower}
    return attributes | kept
