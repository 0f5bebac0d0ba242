# mypy: untyped-calls-exclude=aiokafka
"""Rows into record batches of one partition, in order, and the rows that no batch can take."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from aiokafka import AIOKafkaProducer
from aiokafka.record.default_records import DefaultRecordBatchBuilder

from shared.kit.kafka.records import wire_headers
from shared.kit.kafka.settings import RECORD_MAX_BYTES
from shared.kit.outbox.rows import Row, Unsendable

_HEADERS: Final = msgspec.json.Decoder(dict[str, str])


@dataclass(frozen=True, slots=True)
class Ready:
    """A row with its headers as the record carries them."""

    row: Row
    headers: list[tuple[str, bytes | None]]


@dataclass(frozen=True, slots=True)
class Batch:
    """A closed record batch and the rows in it, in their order."""

    builder: Any
    rows: Sequence[Row]


def ready(row: Row) -> Ready | Unsendable:
    """Return the row as it will be sent, or why it never can be."""
    try:
        headers: list[tuple[str, bytes | None]] = [*wire_headers(_HEADERS.decode(row.headers), row.sequence)]
    except (msgspec.DecodeError, UnicodeEncodeError) as error:
        return Unsendable(row, "bad_headers", str(error))
    size = DefaultRecordBatchBuilder.estimate_size_in_bytes(row.key.encode(), row.value, headers)
    if size > RECORD_MAX_BYTES:
        return Unsendable(row, "too_large", f"{size} bytes, at most {RECORD_MAX_BYTES}")
    return Ready(row, headers)


def batches(producer: AIOKafkaProducer, records: Sequence[Ready], rows_max: int) -> Iterator[Batch]:
    """Yield the records in batches that the broker takes, never reordered."""
    builder = producer.create_batch()
    rows: list[Row] = []
    for record in records:
        if len(rows) == rows_max or not _appended(builder, record):
            builder.close()
            yield Batch(builder, rows)
            builder, rows = producer.create_batch(), []
            _appended(builder, record)
        rows.append(record.row)
    if rows:
        builder.close()
        yield Batch(builder, rows)


def _appended(builder: Any, record: Ready) -> bool:
    # The first record of a batch is taken whatever its size; `ready` has bounded that.
    row = record.row
    return (
        builder.append(timestamp=None, key=row.key.encode(), value=row.value, headers=record.headers)
        is not None
    )
