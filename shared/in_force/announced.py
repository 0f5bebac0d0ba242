"""The read model `policy`: every announced book, in the order of the announcements.

A book is kept as it was announced and not judged here: a release that cannot read it says so when it
would have to decide by it, and the next release reads it from the same row.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from shared.contracts.envelope import Message
from shared.contracts.registry import types_of
from shared.contracts.scoring import PolicyAnnounced
from shared.kit.heard import Heard
from shared.kit.postgres.queries import load_queries
from shared.kit.projection.port import Fact, Touched

QUERIES = load_queries(Path(__file__).with_suffix(".sql"))
SOURCE = "scoring"

HEARD = Heard((PolicyAnnounced,))


class AnnouncedBooks:
    """Counts the announcements and adds a row for each. Its state is the count."""

    name = "policy"
    sources: Sequence[str] = (SOURCE,)
    ignored: frozenset[str] = frozenset()
    foreign: frozenset[str] = types_of(SOURCE) - HEARD.types
    ddl = QUERIES["ddl"]
    select = QUERIES["select"]
    write = QUERIES["write"]

    def decode(self, message: Message) -> PolicyAnnounced:
        """Return the announcement. Raises `Poison`."""
        told: PolicyAnnounced = HEARD.decode(message)
        return told

    def start(self, key: str) -> int:
        """Return the count before the first announcement."""
        del key
        return 0

    def load(self, row: Mapping[str, Any]) -> int:
        """Return the stored count."""
        count: int = row["books"]
        return count

    def evolve(self, state: int, fact: Fact) -> int:
        """Return the count after one more."""
        del fact
        return state + 1

    def rows(self, touched: Sequence[Touched[int]]) -> Mapping[str, Sequence[Any]]:
        """Return the count, and the books of this batch."""
        new = [
            (change.after - len(change.facts) + place, fact.data)
            for change in touched
            for place, fact in enumerate(change.facts, 1)
        ]
        return {
            "books": [change.after for change in touched],
            "number": [number for number, _ in new],
            "version": [told.version for _, told in new],
            "replaces": [told.replaces for _, told in new],
            "effective_from": [told.effective_from for _, told in new],
            "drafted_by": [msgspec.json.encode(told.drafted_by).decode() for _, told in new],
            "approved_by": [told.approved_by for _, told in new],
            "approved_at": [told.approved_at for _, told in new],
            "book": [msgspec.json.encode(told.book).decode() for _, told in new],
        }
