"""A `Message` as a Kafka record: CloudEvents 1.0, binary content mode, and back.

The `cloudevents` package reads and writes the same bytes and is the oracle of the tests; it is not
used here because it parses the data too, and invents an id, a time and a version where they are missing.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

from shared.contracts.envelope import Message

SOURCE_PREFIX: Final = "/tuoke/"
CONTENT_TYPE: Final = "application/json"
SEQUENCE_DIGITS_MAX: Final = 18
"""More would not fit PostgreSQL's bigint."""

KNOWN_TEXTS_MAX: Final = 1_024

Headers = Iterable[tuple[str, Any]]
"""Names and bytes, each pass the same. A header may come without a value: any client can send that."""

_AS_SENT: Final = (
    *("ce_specversion", "ce_id", "ce_source", "ce_type", "ce_subject", "ce_time", "ce_recordedat"),
    *("ce_dataschema", "ce_partitionkey", "content-type", "traceparent", "ce_sequence"),
)
"""The headers in the order in which `to_headers` and `wire_headers` put them: nearly all records are so."""

_NEEDED: Final = _AS_SENT[:8]
"""What no message can do without."""


class Undecodable(Exception):  # noqa: N818 -- it says what the record is
    """The record is no message of ours and never will be. `reason` is a stable code for a dead letter."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail


def rfc3339(moment: datetime) -> str:
    """Return an aware time as UTC in RFC 3339 with `Z`, as CloudEvents wants it."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def to_headers(message: Message) -> dict[str, str]:
    """Return every header of the message but `ce_sequence`, which only the append can number."""
    headers = {
        "ce_specversion": "1.0",
        "ce_id": message.id,
        "ce_source": SOURCE_PREFIX + message.source,
        "ce_type": message.type,
        "ce_subject": message.subject,
        "ce_time": rfc3339(message.time),
        "ce_recordedat": rfc3339(message.recorded_at),
        "ce_dataschema": message.dataschema,
        "ce_partitionkey": message.key,
        "content-type": CONTENT_TYPE,
    }
    if message.traceparent is not None:
        headers["traceparent"] = message.traceparent
    return headers


def wire_headers(headers: Mapping[str, str], sequence: int | None) -> list[tuple[str, bytes]]:
    """Return the headers as the record carries them, the sequence last."""
    wire = [(name, value.encode()) for name, value in headers.items()]
    if sequence is not None:
        wire.append(("ce_sequence", b"%d" % sequence))
    return wire


def encode(message: Message) -> tuple[bytes, bytes, list[tuple[str, bytes]]]:
    """Return the record's key, value and headers."""
    return message.key.encode(), message.data, wire_headers(to_headers(message), message.sequence)


def decode(key: bytes | None, value: bytes | None, headers: Headers) -> Message:
    """Return the message that the record carries; its data stays bytes. Raises `Undecodable`."""
    # By place, and few calls: this runs for every record that any consumer of ours reads.
    try:
        (
            (a, version),
            (b, id_),
            (c, source),
            (d, type_),
            (e, subject),
            (f, time),
            (g, recorded),
            (h, dataschema),
            (i, _),
            (j, _),
            (k, traceparent),
            (m, sequence),
        ) = headers
        as_sent = (a, b, c, d, e, f, g, h, i, j, k, m) == _AS_SENT
    except ValueError:
        as_sent = False
    if not as_sent:
        named = dict(headers).get
        version, id_, source, type_, subject, time, recorded, dataschema, _, _, traceparent, sequence = map(
            named, _AS_SENT
        )
    if version != b"1.0" or key is None or value is None:
        raise _unfit(version, key)
    try:
        moment = _moment("ce_time", time)
        return Message(
            id_.decode(),
            _known_source(source),
            _known(type_),
            subject.decode(),
            key.decode(),
            _sequence(sequence),
            moment,
            # What a service learns as it happens has one time.
            moment if recorded == time else _moment("ce_recordedat", recorded),
            _known(dataschema),
            value,
            None if traceparent is None else traceparent.decode(),
        )
    except AttributeError:
        raise Undecodable("missing_attribute", _missing(headers)) from None
    except UnicodeDecodeError as error:
        raise Undecodable("not_utf8", error.reason) from None


def _unfit(version: bytes | None, key: bytes | None) -> Undecodable:
    """Return why a record of this version and key, or without a value, is no message."""
    if version != b"1.0":
        return Undecodable("not_a_cloudevent", "ce_specversion is not 1.0")
    if key is None:
        return Undecodable("null_key", "a record without a key has no order")
    return Undecodable("null_value", "a record without data says nothing")


def _missing(headers: Headers) -> str:
    """Return the first header that is needed and has no value."""
    given = dict(headers)
    return next(name for name in _NEEDED if given.get(name) is None)


@lru_cache(KNOWN_TEXTS_MAX)
def _known(value: bytes) -> str:
    """Return the text of a header that is the same in very many records: one object for all of them."""
    return value.decode()


@lru_cache(KNOWN_TEXTS_MAX)
def _known_source(value: bytes) -> str:
    return value.decode().removeprefix(SOURCE_PREFIX)


def _sequence(value: bytes | None) -> int | None:
    if value is None:
        return None
    # int() alone would also take signs, underscores, blanks and other scripts' digits.
    if not value.isdigit() or len(value) > SEQUENCE_DIGITS_MAX:
        raise Undecodable("bad_sequence", repr(value[:40]))
    return int(value)


def _moment(name: str, value: bytes) -> datetime:
    try:
        moment = datetime.fromisoformat(value.decode())
    except ValueError:
        raise Undecodable("bad_time", f"{name} {value[:40]!r}") from None
    if moment.tzinfo is None:
        raise Undecodable("bad_time", f"{name} has no zone")
    return moment
