"""The planned contacts as a fold by customer of our own facts: what lies ahead, and how the rest ended."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from shared.contracts.planned_contacts import (
    ContactBegun,
    ContactCalledOff,
    ContactMissed,
    ContactPlanned,
    ContactPrepared,
    PlannedContactFact,
)
from shared.contracts.registry import beside_customers, types_of
from shared.kit.heard import Heard
from shared.kit.postgres.queries import load_queries
from shared.kit.projection.many_rows import ManyRows

QUERIES = load_queries(Path(__file__).with_suffix(".sql"))

HEARD = Heard((ContactPlanned, ContactPrepared, ContactBegun, ContactMissed, ContactCalledOff))

AHEAD: Final = "planned"
"""The standing after which something may still be told."""


@dataclass(slots=True)
class Row:
    """One planned contact as it is stored and listed."""

    planned_id: str
    salesperson: str
    channel: str
    kind: str | None
    starts_at: datetime
    timing: str | None
    missing: int
    standing: str = AHEAD
    ended_at: datetime | None = None


class PlannedModel(ManyRows[Row]):
    """The read model `planned` of visits."""

    name = "planned"
    sources: Sequence[str] = ("visits",)
    foreign: frozenset[str] = beside_customers(*sources)
    ignored: frozenset[str] = types_of(*sources) - HEARD.types - foreign
    ddl = QUERIES["ddl"]
    select = QUERIES["select"]
    write = QUERIES["write"]
    heard = HEARD
    row = Row

    def fold(self, known: Row | None, told: PlannedContactFact) -> Row | None:
        """Return the planned contact after the fact."""
        if isinstance(told, ContactPlanned):
            return _planned(told)
        return None if known is None else replace(known, **_after(told))

    def keeps(self, row: Row) -> bool:
        """Whether it lies ahead: what has ended changes no more."""
        return row.standing == AHEAD


def _planned(told: ContactPlanned) -> Row:
    return Row(
        planned_id=str(told.planned_id),
        salesperson=told.salesperson,
        channel=told.channel,
        kind=told.kind,
        starts_at=told.starts_at,
        timing=told.timing,
        missing=len(told.missing),
    )


def _after(told: PlannedContactFact) -> dict[str, Any]:
    """Return what the fact changes."""
    changed: dict[str, Any]
    match told:
        case ContactPrepared():
            changed = {"missing": len(told.missing)}
        case ContactBegun():
            changed = {"standing": "begun", "ended_at": told.begun_at}
        case ContactMissed():
            changed = {"standing": "missed", "ended_at": told.missed_at}
        case ContactCalledOff():
            changed = {"standing": "called_off", "ended_at": told.called_off_at}
        case _:
            changed = {}
    return changed
