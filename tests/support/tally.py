"""A small read model, the messages it hears, and records as a Kafka client would give them.

It sums amounts by key over two sources, so that a lost, doubled or misplaced message shows in a number.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import msgspec

from shared.contracts.envelope import Message
from shared.kit.kafka.records import encode
from shared.kit.projection.compose import PUBLISH_CTES
from shared.kit.projection.port import Fact, Poison, Touched

SOURCES = ("orders", "refunds")
WHEN = datetime(2026, 1, 5, tzinfo=UTC)

DDL = """
CREATE TABLE tally (
  key text PRIMARY KEY,
  total bigint NOT NULL,
  counted bigint NOT NULL,
  closed boolean NOT NULL,
  seen text NOT NULL
) WITH (fillfactor = 70);
"""
SELECT = "SELECT key, total, counted, closed, seen FROM tally WHERE key = ANY($1::text[])"
WRITE = """
tallied AS (
  INSERT INTO tally AS t (key, total, counted, closed, seen)
  SELECT * FROM unnest(:key::text[], :total::bigint[], :counted::bigint[], :closed::boolean[], :seen::text[])
  ON CONFLICT (key) DO UPDATE SET
    total = excluded.total, counted = excluded.counted, closed = excluded.closed, seen = excluded.seen
)
"""


@dataclass(frozen=True, slots=True)
class Sum:
    total: int = 0
    counted: int = 0
    closed: bool = False


class Amount(msgspec.Struct, gc=False):
    amount: int = 0


class Tally:
    """The sum of amounts by key."""

    name = "tally"
    sources: Sequence[str] = SOURCES
    ignored = frozenset({"toy.ignored"})
    ddl = DDL
    select = SELECT
    write = WRITE

    def __init__(self) -> None:
        self._decoder = msgspec.json.Decoder(Amount)

    def decode(self, message: Message) -> Any:
        if message.type != "toy.counted":
            raise Poison("unknown_type", message.type)
        try:
            return self._decoder.decode(message.data)
        except msgspec.MsgspecError as error:
            raise Poison("bad_data", str(error)) from None

    def start(self, key: str) -> Sum:  # noqa: ARG002 -- the port's form
        return Sum()

    def load(self, row: Mapping[str, Any]) -> Sum:
        return Sum(row["total"], row["counted"], row["closed"])

    def evolve(self, state: Sum, fact: Fact) -> Sum:
        return Sum(state.total + fact.data.amount, state.counted + 1, state.closed)

    def rows(self, touched: Sequence[Touched[Sum]]) -> Mapping[str, Sequence[Any]]:
        return {
            "total": [one.after.total for one in touched],
            "counted": [one.after.counted for one in touched],
            "closed": [one.after.closed for one in touched],
        }


class Forgiving(Tally):
    """The same after its author learnt one more type."""

    def decode(self, message: Message) -> Any:
        return super().decode(msgspec.structs.replace(message, type="toy.counted"))


class ClosingTally(Tally):
    """A sum that closes by time alone: everything not closed is due."""

    due = """
        SELECT t.key, t.total, t.counted, t.closed, t.seen, 0 AS partition
        FROM tally AS t
        WHERE NOT t.closed AND 0 = ANY($1::int[]) AND $2::timestamptz IS NOT NULL
        ORDER BY t.key
        LIMIT $3::int
    """

    def advance(self, state: Sum, now: datetime) -> Sum:
        return replace(state, closed=now > WHEN)


class AnnouncingTally(Tally):
    """A sum that publishes each message it counts, in the statement that stores the sum."""

    write = f"{WRITE},\n{PUBLISH_CTES}"

    def rows(self, touched: Sequence[Touched[Sum]]) -> Mapping[str, Sequence[Any]]:
        told = [(one.key, fact.message.id) for one in touched for fact in one.facts]
        return {
            **super().rows(touched),
            "out_key": [key for key, _ in told],
            "out_topic": ["announced" for _ in told],
            "out_headers": [json.dumps({"ce_id": told_id}) for _, told_id in told],
            "out_value": [b"{}" for _ in told],
        }


OUTBOX_DDL = """
CREATE TABLE public.keys (key text PRIMARY KEY, published bigint NOT NULL);
CREATE TABLE public.outbox (
  position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, topic text NOT NULL, key text NOT NULL,
  sequence bigint NOT NULL, headers text NOT NULL, value bytea NOT NULL
);
"""


def counted(  # noqa: PLR0913 -- each is a field of the message, with a default
    key: str,
    sequence: int | None,
    amount: int = 1,
    *,
    source: str = "orders",
    type_: str = "toy.counted",
    message_id: str | None = None,
) -> Message:
    """A message of the toy sources; its id follows from key, source and number unless given."""
    when = WHEN + timedelta(seconds=sequence or 0)
    return Message(
        id=message_id or f"{source}-{key}-{sequence}",
        source=source,
        type=type_,
        subject=f"thing-{key}",
        key=key,
        sequence=sequence,
        time=when,
        recorded_at=when,
        dataschema="urn:toy",
        data=json.dumps({"amount": amount}).encode(),
    )


class Record(NamedTuple):
    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes]]


class Log:
    """One partition of each source's topic, as lists; the offset is the place in the list."""

    def __init__(self, partition: int = 0) -> None:
        self.partition = partition
        self.records: dict[str, list[Record]] = {source: [] for source in SOURCES}

    def add(self, *messages: Message) -> None:
        for message in messages:
            key, value, headers = encode(message)
            self.raw(message.source, key, value, headers)

    def raw(
        self, source: str, key: bytes | None, value: bytes | None, headers: Sequence[tuple[str, bytes]]
    ) -> None:
        of_source = self.records[source]
        of_source.append(Record(source, self.partition, len(of_source), key, value, headers))

    def batch(
        self, after: Mapping[tuple[str, int], int] | None = None
    ) -> dict[tuple[str, int], list[Record]]:
        """Every record, or those at and after some offsets."""
        return {
            (source, self.partition): records[(after or {}).get((source, self.partition), 0) :]
            for source, records in self.records.items()
        }
