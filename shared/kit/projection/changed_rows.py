"""The rows that a batch changed, of a read model in which a key has many."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from shared.kit.projection.port import Touched


class Changing(Protocol):
    """The state of a key: its fold keeps in `changed`, by identity, the rows that are not stored yet."""

    changed: dict[str, Any]


def changed_rows(touched: Sequence[Touched[Any]], columns: Sequence[str]) -> Mapping[str, Sequence[Any]]:
    """Return these columns of all changed rows, with `row_key`; from now on they count as stored.

    The rows are in the order of their identities, so two statements lock what they share in one order.
    """
    states: list[tuple[str, Changing]] = [(one.key, one.after) for one in touched]
    changed = sorted(
        ((identity, key, row) for key, state in states for identity, row in state.changed.items()),
        key=lambda of: of[0],
    )
    for _, state in states:
        state.changed = {}
    told = {name: [getattr(row, name) for _, _, row in changed] for name in columns}
    return told | {"row_key": [key for _, key, _ in changed]}
