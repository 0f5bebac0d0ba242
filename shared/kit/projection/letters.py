"""Records set aside, as rows: everything needed to read them again later, and why they were."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from shared.kit.projection.memory import TopicPartition


class Record(Protocol):
    """A Kafka record, as any client gives it; which partition it is of goes beside it."""

    @property
    def offset(self) -> int: ...
    @property
    def key(self) -> bytes | None: ...
    @property
    def value(self) -> bytes | None: ...
    @property
    def headers(self) -> Sequence[tuple[str, bytes]]: ...


@dataclass(frozen=True, slots=True)
class Parked:
    """A key that stands still from this record on."""

    key: str
    held: TopicPartition
    record: Record
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A record to be set aside. `key` is None when it has no readable one: then it blocks nothing."""

    key: str | None
    held: TopicPartition
    record: Record
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class StoredLetter:
    """A row of `dead_letters`; it is a `Record` again."""

    id: int
    stored_key: str | None
    topic: str
    partition: int
    offset: int
    key: bytes | None
    headers: Sequence[tuple[str, bytes]]
    value: bytes | None
    reason: str
    detail: str
    received_at: datetime
    state: str


def readable_key(raw: bytes | None) -> str | None:
    """Return the key as text, or None when there is none that a database could hold."""
    if raw is None or b"\x00" in raw:
        return None
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return None


def parked_columns(parked: Sequence[Parked]) -> dict[str, list[Any]]:
    """Return the arrays of the batch statement for keys that stand still from now on."""
    return {
        "parked_key": [one.key for one in parked],
        "parked_partition": [one.held[1] for one in parked],
        "parked_reason": [one.reason for one in parked],
        "parked_detail": [_storable(one.detail) for one in parked],
        "parked_topic": [one.held[0] for one in parked],
        "parked_offset": [one.record.offset for one in parked],
    }


def letter_columns(letters: Sequence[Letter]) -> dict[str, list[Any]]:
    """Return the arrays of the batch statement for records that are set aside."""
    return {
        "letter_key": [one.key for one in letters],
        "letter_topic": [one.held[0] for one in letters],
        "letter_partition": [one.held[1] for one in letters],
        "letter_offset": [one.record.offset for one in letters],
        "letter_raw_key": [one.record.key for one in letters],
        "letter_headers": [_headers_text(one.record.headers) for one in letters],
        "letter_value": [one.record.value for one in letters],
        "letter_reason": [one.reason for one in letters],
        "letter_detail": [_storable(one.detail) for one in letters],
        "letter_state": ["unkeyed" if one.key is None else "parked" for one in letters],
    }


def stored_letter(row: Any) -> StoredLetter:
    """Return the record that a row of `dead_letters` holds."""
    return StoredLetter(
        id=row["id"],
        stored_key=row["key"],
        topic=row["topic"],
        partition=row["partition"],
        offset=row["offset"],
        key=row["raw_key"],
        headers=[(name, value.encode("latin-1")) for name, value in json.loads(row["headers"])],
        value=row["value"],
        reason=row["reason"],
        detail=row["detail"],
        received_at=row["received_at"],
        state=row["state"],
    )


def _headers_text(headers: Sequence[tuple[str, bytes]]) -> str:
    # Latin-1 maps every byte to one character and back, so any header survives; ours are ASCII anyway.
    return json.dumps([[name, value.decode("latin-1")] for name, value in headers])


def _storable(text: str) -> str:
    # PostgreSQL's text holds neither NUL nor half of a surrogate pair; a detail is for people.
    return text.replace("\x00", "\N{REPLACEMENT CHARACTER}").encode(errors="replace").decode()
