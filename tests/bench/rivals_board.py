"""The board's rows as others would write them: by a bare loop, and an event at a time.

The bare loop sends only the columns that its two types of facts can change; the rest are constants.
"""

from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from shared.kit.kafka.records import decode
from shared.kit.projection.compose import numbered
from shared.kit.projection.port import Fact, ReadModel, Touched

_CUSTOMERS = """
INSERT INTO customers
SELECT key, partition, '{}', purchases, spending, bought, 0, NULL, visits, visited, 0, 0, as_of
FROM unnest(
  $1::text[], $2::integer[], $3::integer[], $4::text[], $5::timestamptz[], $6::integer[], $7::timestamptz[],
  $8::timestamptz[]
) AS c (key, partition, purchases, spending, bought, visits, visited, as_of)
ON CONFLICT (key) DO UPDATE SET purchases = excluded.purchases, spending = excluded.spending,
  last_purchase_at = excluded.last_purchase_at, visits = excluded.visits,
  last_visit_at = excluded.last_visit_at, as_of = excluded.as_of
"""
_PROFILES = """
INSERT INTO profiles (key, lifecycle, tier, letter, score)
SELECT key, 'potential', 'potential', 'C', 0 FROM unnest($1::text[]) AS p (key)
"""
_COUNTS = """
UPDATE counts SET customers = customers + c.new
FROM unnest($1::integer[], $2::integer[]) AS c (partition, new)
WHERE counts.partition = c.partition AND tier = 'potential' AND lifecycle = 'potential' AND NOT confirmed
"""
_HEARD = """
INSERT INTO heard AS h SELECT * FROM unnest($1::integer[], $2::text[], $3::bigint[], $4::timestamptz[])
ON CONFLICT (partition, source) DO UPDATE SET facts = h.facts + excluded.facts,
  as_of = greatest(h.as_of, excluded.as_of)
"""


class Bought(msgspec.Struct, gc=False):
    """What is read of a purchase."""

    amount_minor: int
    currency: str
    purchased_at: datetime


class Visited(msgspec.Struct, gc=False):
    """What is read of a visit."""

    happened_at: datetime


BOUGHT, VISITED = msgspec.json.Decoder(Bought), msgspec.json.Decoder(Visited)
_ENCODE = msgspec.json.Encoder().encode


class BoardRows:
    """The state of all customers, and what of it the database has not got."""

    def __init__(self) -> None:
        self._rows: dict[str, list[Any]] = {}
        self._new: list[tuple[str, int]] = []
        self._heard: defaultdict[tuple[int, str], list[datetime]] = defaultdict(list)

    def take(self, records: Sequence[Any], touched: set[str]) -> None:
        """The records of one partition are folded, their keys are touched."""
        source, partition = records[0].topic.split(".")[-2], records[0].partition
        heard = self._heard[partition, source]
        for record in records:
            key = record.key.decode()
            recorded_at = datetime.fromisoformat(dict(record.headers)["ce_recordedat"].decode())
            touched.add(key)
            row = self._rows.get(key)
            if row is None:
                row = self._rows[key] = [partition, 0, {}, None, 0, None, recorded_at]
                self._new.append((key, partition))
            if source == "visits":
                at = VISITED.decode(record.value).happened_at
                row[4] += 1
                row[5] = at if row[5] is None or at > row[5] else row[5]
            else:
                bought = BOUGHT.decode(record.value)
                count, paid = row[2].get(bought.currency, (0, 0))
                row[1] += 1
                row[2][bought.currency] = (count + 1, paid + bought.amount_minor)
                at = bought.purchased_at
                row[3] = at if row[3] is None or at > row[3] else row[3]
            if recorded_at > row[6]:  # noqa: PLR1730 -- as fast as a bare loop can be
                row[6] = recorded_at
            heard.append(recorded_at)

    async def write(self, connection: Any, keys: Sequence[str]) -> None:
        """The rows of these keys are in the transaction, and every counter."""
        partition, purchases, spending, *rest = zip(*(self._rows[key] for key in keys), strict=True)
        spent = [_ENCODE(one).decode() for one in spending]
        await connection.execute(_CUSTOMERS, keys, partition, purchases, spent, *rest)
        await connection.execute(_PROFILES, [key for key, _ in self._new])
        counted = Counter(number for _, number in self._new)
        await connection.execute(_COUNTS, list(counted), list(counted.values()))
        heard = [(number, source, len(at), max(at)) for (number, source), at in self._heard.items()]
        await connection.execute(_HEARD, *zip(*heard, strict=True))
        self._new.clear()
        self._heard.clear()


def an_event_at_a_time(model: ReadModel[Any]) -> Callable[[Any, Any], Awaitable[None]]:
    """Return what reads a row, changes it and writes it, by the board's own fold and statement."""
    statement = numbered(f"WITH {model.write} SELECT")

    async def store(connection: Any, record: Any) -> None:
        message = decode(record.key, record.value, record.headers)
        found: Mapping[str, Any] | None = await connection.fetchrow(model.select, [message.key])
        state = model.load(found) if found else model.start(message.key)
        fact = Fact(message, model.decode(message))
        touched = Touched(message.key, record.partition, None, model.evolve(state, fact), [fact])
        given = {"key": [message.key], "partition": [record.partition], "seen": ["{}"]}
        await connection.execute(statement.text, *statement.bind({**given, **model.rows([touched])}))

    return store
