"""One event as it came in, and what it says once its envelope is read.

The reading is our own and strict. The `cloudevents` package, the oracle of the tests, invents an
id, a time and a version where they are missing, and an invented id would make every repeat new.
"""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Final, Self

import msgspec

from shared.kit.inbox import bounds

STRUCTURED: Final = "application/cloudevents+json"
BATCH: Final = "application/cloudevents-batch+json"


class Refusal(Exception):  # noqa: N818 -- an answer to the sender
    """The event is not taken. `reason` is a stable code, `detail` is for people.

    `event_id`, `source` and `type` are what the event says of itself, as far as it could be read.
    """

    event_id: str | None = None
    source: str | None = None
    type: str | None = None

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail

    def about(self, event_id: str, source: str, type_: str) -> Self:
        """Return the same refusal, which now names the event."""
        self.event_id, self.source, self.type = event_id, source, type_
        return self


class Received(msgspec.Struct, frozen=True):
    """Bytes with headers, as they are kept if nothing else becomes of them.

    `headers` are `ce_*` attributes and `content-type` in binary mode, only `content-type` in
    structured mode. `origin` is `http`, or `topic/partition/offset`.
    """

    origin: str
    principal: str
    headers: Mapping[str, str]
    value: bytes
    key: str | None = None


class Event(msgspec.Struct, frozen=True, gc=False):
    """A CloudEvent with a sound envelope; nothing is known yet of its data."""

    id: str
    source: str
    type: str
    time: datetime | None
    dataschema: str | None
    data: bytes
    traceparent: str | None

    @property
    def command_id(self) -> str:
        """Who said it and what they call it: the same event is the same command, however it comes."""
        # The length keeps ("a", "bc") and ("ab", "c") apart.
        return sha256(f"{len(self.source)}:{self.source}{self.id}".encode()).hexdigest()


class _Envelope(msgspec.Struct):
    specversion: str
    id: str
    source: str
    type: str
    time: str | None = None
    dataschema: str | None = None
    datacontenttype: str | None = None
    traceparent: str | None = None
    data: msgspec.Raw = msgspec.Raw(b"")
    data_base64: bytes | None = None


_DECODER: Final = msgspec.json.Decoder(_Envelope)


def is_structured(headers: Mapping[str, str]) -> bool:
    """Whether the envelope is inside the value."""
    if "ce_specversion" in headers:
        return False
    return headers.get("content-type") == STRUCTURED or media_type(headers) == STRUCTURED


def media_type(headers: Mapping[str, str]) -> str:
    """Return the content type without its parameters."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def event_of(received: Received, now: datetime) -> Event:
    """Return the event. Raises `Refusal`, whose reason says what is wrong with the envelope."""
    if len(received.value) > bounds.EVENT_MAX_BYTES:
        raise Refusal("too_large", f"{len(received.value)} bytes, at most {bounds.EVENT_MAX_BYTES}")
    envelope = _unfolded(received.value) if is_structured(received.headers) else _binary(received)
    try:
        return _checked(envelope, now)
    except Refusal as refusal:
        raise refusal.about(envelope.id, envelope.source, envelope.type) from None


def _checked(envelope: _Envelope, now: datetime) -> Event:
    if envelope.specversion != "1.0":
        raise Refusal("unsupported_specversion", f"{envelope.specversion!r}, we take 1.0")
    most = bounds.ATTRIBUTE_MAX_CHARACTERS
    for name, text in (("id", envelope.id), ("source", envelope.source), ("type", envelope.type)):
        if not 0 < len(text) <= most:
            raise Refusal("bad_envelope", f"{name} must have 1 to {most} characters")
    if envelope.datacontenttype not in {None, "", "application/json"}:
        content_type = media_type({"content-type": envelope.datacontenttype or ""})
        if content_type != "application/json" and not content_type.endswith("+json"):
            raise Refusal("unsupported_content_type", f"{content_type!r}, we take application/json")
    data = envelope.data_base64 if envelope.data_base64 is not None else bytes(envelope.data)
    if not data:
        raise Refusal("no_data", "an event without data says nothing")
    return Event(
        id=envelope.id,
        source=envelope.source,
        type=envelope.type,
        time=None if envelope.time is None else _moment(envelope.time, now),
        dataschema=envelope.dataschema or None,
        data=data,
        traceparent=envelope.traceparent,
    )


def _unfolded(value: bytes) -> _Envelope:
    try:
        return _DECODER.decode(value)
    except msgspec.ValidationError as error:
        raise Refusal("bad_envelope", str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Refusal("malformed_json", str(error)) from None


def _binary(received: Received) -> _Envelope:
    headers = received.headers
    if "ce_specversion" not in headers:
        raise Refusal("not_a_cloudevent", "neither ce_specversion nor a CloudEvents content type")
    missing = [name for name in ("id", "source", "type") if f"ce_{name}" not in headers]
    if missing:
        raise Refusal("bad_envelope", f"missing {', '.join(missing)}")
    return _Envelope(
        specversion=headers["ce_specversion"],
        id=headers["ce_id"],
        source=headers["ce_source"],
        type=headers["ce_type"],
        time=headers.get("ce_time"),
        dataschema=headers.get("ce_dataschema"),
        datacontenttype=headers.get("content-type"),
        traceparent=headers.get("traceparent") or headers.get("ce_traceparent"),
        data=msgspec.Raw(received.value),
    )


def _moment(text: str, now: datetime) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal("bad_time", f"{text[:40]!r} is not RFC 3339") from None
    if moment.tzinfo is None:
        raise Refusal("bad_time", f"{text[:40]!r} has no zone")
    if moment > now + bounds.FUTURE_MAX:
        raise Refusal("time_in_future", f"{text[:40]} is more than {bounds.FUTURE_MAX} ahead")
    if moment < bounds.ANCIENT:
        raise Refusal("ancient_time", f"{text[:40]} is before {bounds.ANCIENT:%Y-%m-%d}")
    return moment
