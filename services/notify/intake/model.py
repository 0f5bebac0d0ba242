"""The read model `intake`: it folds nothing and keeps, per key, only what was heard.

Its effect is the rows that its CTEs write: the event, once for ever, and what is due because of it.
A type that nobody here knows is forwarded like every other; only a body that is no JSON is refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from shared.contracts.envelope import Message
from shared.kit.postgres.queries import load_queries
from shared.kit.projection.port import Fact, Poison, Touched

_QUERIES = load_queries(Path(__file__).with_name("ledger.sql"))
_WELL_FORMED = msgspec.json.Decoder(msgspec.Raw)


@dataclass(frozen=True, slots=True)
class Heard:
    """A key was heard of; there is nothing else to know about it."""


_HEARD = Heard()


class Intake:
    """Turns each message into an event row and its due deliveries, in the projector's one statement."""

    name: str = "intake"
    sources: Sequence[str] = ("leads", "visits", "scoring")
    ignored: frozenset[str] = frozenset()
    ddl: str = Path(__file__).with_name("heard.sql").read_text(encoding="utf-8")
    select: str = _QUERIES["heard"]
    write: str = _QUERIES["write"]

    def decode(self, message: Message) -> Any:
        """The data stays bytes: it is checked to be JSON and never changed on its way to a receiver."""
        try:
            message.data.decode()
            _WELL_FORMED.decode(message.data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as malformed:
            raise Poison("malformed_json", str(malformed)) from malformed
        return None

    def start(self, key: str) -> Heard:  # noqa: ARG002 -- the port names the key
        """Return what is known of a key before its first message."""
        return _HEARD

    def load(self, row: Mapping[str, Any]) -> Heard:  # noqa: ARG002 -- the port gives the row
        """Return what a stored row says beyond its `seen`: nothing."""
        return _HEARD

    def evolve(self, state: Heard, fact: Fact) -> Heard:  # noqa: ARG002 -- the port folds facts
        """Return the state as it was: the fact itself is the effect."""
        return state

    def rows(self, touched: Sequence[Touched[Heard]]) -> Mapping[str, Sequence[Any]]:
        """Return the batch's messages as columns, each key's in its order.

        They are side effects: a rebuild or a verification folds what was heard, and stores or sends nothing.
        """
        messages = [fact.message for change in touched for fact in change.facts]
        return {
            "out_source": [message.source for message in messages],
            "out_id": [message.id for message in messages],
            "out_type": [message.type for message in messages],
            "out_subject": [message.subject for message in messages],
            "out_key": [message.key for message in messages],
            "out_sequence": [message.sequence for message in messages],
            "out_time": [message.time for message in messages],
            "out_recorded_at": [message.recorded_at for message in messages],
            "out_dataschema": [message.dataschema for message in messages],
            "out_traceparent": [message.traceparent for message in messages],
            "out_data": [message.data for message in messages],
        }
