"""The port of a read model: a pure fold by key, and the SQL that stores its rows.

A read model knows neither Kafka nor offsets nor duplicates. The projector hands it facts in the
order of their key and source, exactly once in effect, and stores the rows, the sequences it has
seen and the Kafka offset in one statement.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar, runtime_checkable

import msgspec

from shared.contracts.envelope import Message

State = TypeVar("State")


class Poison(Exception):  # noqa: N818
    """The message can never be folded. `reason` is a stable code for the dead-letter row."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail


class Fact(msgspec.Struct, frozen=True, gc=False):
    """A message with its data decoded as far as this read model needs it; one is made for each message."""

    message: Message
    data: Any


class Touched(msgspec.Struct, Generic[State]):
    """One key's change within a batch: its state before and after, and the facts in between.

    `before` is None when the key was never heard of. `facts` is empty after a tick, and when the
    key had only messages that the model ignores: then just `seen` moves.
    """

    key: str
    partition: int
    before: State | None
    after: State
    facts: list[Fact]


class ReadModel(Protocol[State]):
    """One consumer's projection, in a Postgres schema of its own called `name`.

    Every read model has one row per key that carries a `seen text` column: the projector's own
    memory of the last sequence and message identity by source. Folding must not depend on how the
    sources' facts interleave, only on their order within one source, or a rebuild would differ.
    """

    name: str
    """Consumer group suffix and Postgres schema, such as `customer_board`."""

    sources: Sequence[str]
    """Services whose topics it reads, such as `("leads", "visits")`."""

    ignored: frozenset[str]
    """Types that it hears and passes over. A type neither decoded nor ignored is poison."""

    ddl: str
    """SQL that creates its tables, run once with the search path at its schema. It names no schema.

    `offsets`, `parked`, `dead_letters` and `projection` are the kit's own. A table whose rows are a
    function of the facts has no surrogate id and no clock in it, or live and rebuilt could not be compared.
    """

    select: str
    """SQL: `$1::text[]` keys to rows with `key`, `seen` and what `load` needs."""

    write: str
    """Data-modifying CTEs, comma-separated, with named parameters, each an array: `:total::bigint[]`.

    `:key`, `:seen` and `:partition` are given, one element a touched key, keys sorted. To publish in
    the same statement, add `compose.PUBLISH_CTES` and give its `out_*` arrays in `rows`; `KEEP_CTES` after it
    keeps them for a replay.
    """

    def decode(self, message: Message) -> Any:
        """Return the data as `evolve` wants it. Raises `Poison`."""
        ...

    def start(self, key: str) -> State:
        """Return the state of a key before its first fact."""
        ...

    def load(self, row: Mapping[str, Any]) -> State:
        """Return the state that a row of `select` holds."""
        ...

    def evolve(self, state: State, fact: Fact) -> State:
        """Return the state after the fact; may reuse `state`. Raises `Poison`, then `state` is as before."""
        ...

    def rows(self, touched: Sequence[Touched[State]]) -> Mapping[str, Sequence[Any]]:
        """Return one array per named parameter of `write` beyond the three given ones."""
        ...


@runtime_checkable
class Selective(Protocol):
    """A read model that has no rows for some of the keys that its topics carry."""

    foreign: frozenset[str]
    """Types of such keys: passed over unread. An `ignored` one is of a key with a row, which has seen it."""


@runtime_checkable
class Viewed(Protocol):
    """A read model with views over its rows, such as those that dashboards read."""

    views: str
    """SQL that creates or replaces the views; run again in the transaction that swaps a rebuild in."""


@runtime_checkable
class Heeding(Protocol):
    """A read model whose fold hangs on more than its facts: on what its own database announces ahead.

    The fold stays pure: between two calls of `heed` nothing that it knows changes. What is announced
    must be known before it takes effect, or rows of before and after would not agree with a rebuild.
    """

    async def heed(self, connection: Any) -> None:
        """What is announced by now is known to the fold. Raises `Operational`."""
        ...


@runtime_checkable
class Timed(Protocol[State]):
    """A read model whose rows change with time alone, such as a class that falls by decay."""

    due: str
    """SQL for rows as in `select` plus `partition`, of what time alone changes, longest due first.

    `$1::int[]` are partitions, `$2::timestamptz` is now, `$3::int` the limit.
    """

    def advance(self, state: State, now: datetime) -> State:
        """Return the state as of `now`."""
        ...
