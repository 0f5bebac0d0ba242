"""Rows that go from the database to the wire without becoming models on the way.

For lists that are read all day. The model still describes the answer in the document, and the
columns are its fields in their order; making and checking an object for each row is what is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from pydantic import BaseModel

from shared.kit.http.signed_cursors import Key

_JSON = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class WrittenRows:
    """The items of one page as JSON. `last` is the key of its last row if a page follows, else None."""

    items: msgspec.Raw
    last: Key | None


class RowWriter:
    """Writes rows as `model` says them; a row's first field is the key that its list is sorted by."""

    def __init__(self, model: type[BaseModel]) -> None:
        self.columns = tuple(model.model_fields)
        # Without the collector: a row holds nothing that could point back at it.
        self._row = msgspec.defstruct(model.__name__, [(name, Any) for name in self.columns], gc=False)

    def written(self, rows: Sequence[Sequence[Any]], limit: int) -> WrittenRows:
        """Return the first `limit` of `rows`; one row more tells that a page follows."""
        shown = rows[:limit]
        items = _JSON.encode([self._row(*row) for row in shown])
        return WrittenRows(msgspec.Raw(items), (shown[-1][0],) if len(rows) > limit else None)
