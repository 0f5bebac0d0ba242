"""From a contract to the finished message: headers and bytes are fixed with the fact.

CloudEvents 1.0.2, Kafka binding, binary mode. `ce_sequence` alone is added by the append.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import ClassVar, Final, Protocol
from uuid import UUID

import msgspec
from pydantic_core import SchemaSerializer

from shared.kit.eventstore.port import Outgoing


class Published(Protocol):
    """A contract's instance, as `shared.contracts` declares them."""

    TYPE: ClassVar[str]
    VERSION: ClassVar[int]

    __pydantic_serializer__: ClassVar[SchemaSerializer]
    """Writes the data as JSON bytes, which `model_dump_json` would bring to text and we back to bytes."""


class Context(msgspec.Struct, frozen=True, gc=False):
    """What a message says beside its data. Times are aware; `recorded_at` is the edge's clock."""

    event_id: UUID
    stream: str
    key: str
    occurred_at: datetime
    recorded_at: datetime
    traceparent: str | None = None


class _Headers(msgspec.Struct, gc=False, omit_defaults=True, rename={"content_type": "content-type"}):
    """The attributes in the order in which they are written; times are UTC."""

    ce_specversion: str
    ce_id: UUID
    ce_source: str
    ce_type: str
    ce_subject: str
    ce_time: datetime
    ce_recordedat: datetime
    ce_dataschema: str
    ce_partitionkey: str
    content_type: str
    traceparent: str | None = None


_ENCODER: Final = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class Publisher:
    """Speaks for one service on its own topic."""

    source: str
    topic: str

    def outgoing(self, contract: Published, context: Context) -> Outgoing:
        """Return the message; the same arguments always give the same bytes."""
        headers = _Headers(
            "1.0",
            context.event_id,
            f"/tuoke/{self.source}",
            contract.TYPE,
            context.stream,
            _utc(context.occurred_at),
            _utc(context.recorded_at),
            _dataschema(contract.TYPE, contract.VERSION),
            context.key,
            "application/json",
            context.traceparent,
        )
        value = contract.__pydantic_serializer__.to_json(contract)
        return Outgoing(self.topic, _ENCODER.encode(headers), value)


def _utc(time: datetime) -> datetime:
    return time if time.tzinfo is UTC else time.astimezone(UTC)


@lru_cache
def _dataschema(type_: str, version: int) -> str:
    return f"urn:tuoke:schema:{type_.removeprefix('tuoke.')}:{version}"
