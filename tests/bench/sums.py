"""The smallest read model with all guards: purchases and their sum by customer."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from shared.contracts.envelope import Message
from shared.kit.projection.port import Fact, Poison, Touched
from tests.bench.topics_log import PURCHASE


class Amount(msgspec.Struct, gc=False):
    """The one field that is summed."""

    amount_minor: int


class Sum(msgspec.Struct, frozen=True, gc=False):
    """One customer."""

    purchases: int = 0
    total: int = 0


class Sums:
    """Folds the leads topic."""

    name = "sums"
    sources: Sequence[str] = ("leads",)
    ignored: frozenset[str] = frozenset()
    ddl = """
CREATE TABLE sums (
  key text PRIMARY KEY, seen text NOT NULL, purchases integer NOT NULL, total bigint NOT NULL
) WITH (fillfactor = 70);
"""
    select = "SELECT key, seen, purchases, total FROM sums WHERE key = ANY($1::text[])"
    write = """
summed AS (
  INSERT INTO sums (key, seen, purchases, total)
  SELECT * FROM unnest(:key::text[], :seen::text[], :purchases::integer[], :total::bigint[])
  ON CONFLICT (key) DO UPDATE SET
    seen = excluded.seen, purchases = excluded.purchases, total = excluded.total
)
"""

    def __init__(self) -> None:
        self._decoder = msgspec.json.Decoder(Amount)

    def decode(self, message: Message) -> Amount:
        if message.type != PURCHASE:
            raise Poison("unknown_type", message.type)
        return self._decoder.decode(message.data)

    def start(self, key: str) -> Sum:
        del key
        return Sum()

    def load(self, row: Mapping[str, Any]) -> Sum:
        return Sum(row["purchases"], row["total"])

    def evolve(self, state: Sum, fact: Fact) -> Sum:
        return Sum(state.purchases + 1, state.total + fact.data.amount_minor)

    def rows(self, touched: Sequence[Touched[Sum]]) -> Mapping[str, Sequence[Any]]:
        return {
            "purchases": [one.after.purchases for one in touched],
            "total": [one.after.total for one in touched],
        }
