"""From a contract to the finished message: headers and bytes are fixed with the fact.

CloudEvents 1.0.2, Kafka binding, binary mode. `ce_sequence` alone is added by the append.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar, Protocol
from uuid import UUID

from shared.kit.eventstore.port import Outgoing


class Published(Protocol):
    """A contract's instance, as `shared.contracts` declares them."""

    TYPE: ClassVar[str]
    VERSION: ClassVar[int]

    def model_dump_json(self) -> str:
        """Return the data as JSON."""
        ...


@dataclass(frozen=True, slots=True)
class Context:
    """What a message says beside its data. Times are aware; `recorded_at` is the edge's clock."""

    event_id: UUID
    stream: str
    key: str
    occurred_at: datetime
    recorded_at: datetime
    traceparent: str | None = None


@dataclass(frozen=True, slots=True)
class Publisher:
    """Speaks for one service on its own topic."""

    source: str
    topic: str

    def outgoing(self, contract: Published, context: Context) -> Outgoing:
        """Return the message; the same arguments always give the same bytes."""
        headers = {
            "ce_specversion": "1.0",
            "ce_id": str(context.event_id),
            "ce_source": f"/tuoke/{self.source}",
            "ce_type": contract.TYPE,
            "ce_subject": context.stream,
            "ce_time": _rfc3339(context.occurred_at),
            "ce_recordedat": _rfc3339(context.recorded_at),
            "ce_dataschema": f"urn:tuoke:schema:{contract.TYPE.removeprefix('tuoke.')}:{contract.VERSION}",
            "ce_partitionkey": context.key,
            "content-type": "application/json",
        }
        if context.traceparent is not None:
            headers["traceparent"] = context.traceparent
        return Outgoing(self.topic, headers, contract.model_dump_json().encode())


def _rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
