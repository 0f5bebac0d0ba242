"""Read models in which a key has many rows, each opened and then changed by facts of its own.

A model says what its rows are and how a fact changes one; that they are found, remembered from batch to
batch, and stored once is here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Generic, TypeVar

import msgspec

from shared.contracts.envelope import Message
from shared.kit.heard import Heard
from shared.kit.projection.port import Fact, Touched

Row = TypeVar("Row")


@dataclass(slots=True)
class Rows(Generic[Row]):
    """A key's rows by identity: those that its next facts may change, and those not stored yet."""

    kept: dict[str, Row] = field(default_factory=dict)
    changed: dict[str, Row] = field(default_factory=dict)


class ManyRows(Generic[Row]):
    """The fold of such a model, which adds what else a `ReadModel` has, and `fold`.

    `heard` reads its messages. `row` is a dataclass: its first field names the identity, which every fact
    carries by the same name, and each field is a parameter of `write`, beside `row_key` for the key.
    `select` has the rows to keep as a JSON array, `rows`.
    """

    heard: Heard
    row: type[Row]

    def __init__(self) -> None:
        row: type[Any] = self.row
        self._columns = tuple(one.name for one in fields(row))
        self._stored = msgspec.json.Decoder(list[row])  # type: ignore[valid-type]  # known only here

    def fold(self, known: Row | None, told: Any) -> Row | None:
        """Return the row after what is told of it. None of a row that is not kept: it stays so."""
        raise NotImplementedError

    def keeps(self, row: Row) -> bool:
        """Whether later facts may change the row, so that the fold remembers it."""
        del row
        return True

    def decode(self, message: Message) -> Any:
        """Return the contract that the message carries. Raises `Poison`."""
        return self.heard.decode(message)

    def start(self, key: str) -> Rows[Row]:
        """Return a key that has no rows."""
        del key
        return Rows()

    def load(self, row: Mapping[str, Any]) -> Rows[Row]:
        """Return the stored rows that are kept."""
        identity = self._columns[0]
        return Rows({getattr(one, identity): one for one in self._stored.decode(row["rows"])})

    def evolve(self, state: Rows[Row], fact: Fact) -> Rows[Row]:
        """Return the rows after the fact; the same object, folded in place."""
        identity = str(getattr(fact.data, self._columns[0]))
        row = self.fold(state.kept.get(identity), fact.data)
        if row is None:
            # Its opening was passed over by a person's ruling.
            return state
        state.changed[identity] = row
        if self.keeps(row):
            state.kept[identity] = row
        else:
            state.kept.pop(identity, None)
        return state

    def rows(self, touched: Sequence[Touched[Rows[Row]]]) -> Mapping[str, Sequence[Any]]:
        """Return the columns of all changed rows; from now on they count as stored.

        The rows are in the order of their identities, so two statements lock what they share in one order.
        """
        states = [(one.key, one.after) for one in touched]
        changed = sorted(
            ((identity, key, row) for key, state in states for identity, row in state.changed.items()),
            key=lambda of: of[0],
        )
        for _, state in states:
            state.changed = {}
        told = {name: [getattr(row, name) for _, _, row in changed] for name in self._columns}
        return told | {"row_key": [key for _, key, _ in changed]}
