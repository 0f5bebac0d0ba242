"""The matters as a fold by customer of our own facts: what is open, what it came of, and how it ended."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from shared.contracts.matters import (
    MatterBreached,
    MatterClosed,
    MatterFact,
    MatterLinked,
    MatterOpened,
    MatterPaused,
    MatterReopened,
    MatterResumed,
    MatterStepTaken,
)
from shared.contracts.registry import beside_customers, types_of
from shared.kit.heard import Heard
from shared.kit.postgres.queries import load_queries
from shared.kit.projection.many_rows import ManyRows

QUERIES = load_queries(Path(__file__).with_suffix(".sql"))

HEARD = Heard(
    (
        MatterOpened,
        MatterStepTaken,
        MatterPaused,
        MatterResumed,
        MatterBreached,
        MatterLinked,
        MatterClosed,
        MatterReopened,
    )
)


@dataclass(slots=True)
class Row:
    """One matter as it is stored and listed; `steps` counts those taken since its clock began."""

    matter_id: str
    kind: str
    category: str
    title_zh: str
    title_en: str
    summary: str
    because_of: str | None
    opened_at: datetime
    due_at: datetime
    steps: int = 0
    paused_until: datetime | None = None
    breached_at: datetime | None = None
    measures: str = ""
    outcome: str | None = None
    change: str | None = None
    closed_at: datetime | None = None


class MattersModel(ManyRows[Row]):
    """The read model `matters` of visits."""

    name = "matters"
    sources: Sequence[str] = ("visits",)
    foreign: frozenset[str] = beside_customers(*sources)
    ignored: frozenset[str] = types_of(*sources) - HEARD.types - foreign
    ddl = QUERIES["ddl"]
    select = QUERIES["select"]
    write = QUERIES["write"]
    heard = HEARD
    row = Row

    def fold(self, known: Row | None, told: MatterFact) -> Row | None:
        """Return the matter after the fact; a closed one is kept, it may be reopened."""
        if isinstance(told, MatterOpened):
            return _opened(told)
        return None if known is None else replace(known, **_after(known, told))


def _opened(told: MatterOpened) -> Row:
    return Row(
        matter_id=str(told.matter_id),
        kind=told.kind,
        category=told.category,
        title_zh=told.title.zh,
        title_en=told.title.en,
        summary=told.summary,
        because_of=told.because_of,
        opened_at=told.opened_at,
        due_at=told.due_at,
    )


def _after(row: Row, told: MatterFact) -> dict[str, Any]:
    """Return what the fact changes."""
    changed: dict[str, Any]
    match told:
        case MatterStepTaken():
            changed = {"steps": row.steps + 1}
        case MatterPaused():
            changed = {"paused_until": told.until, "due_at": told.due_at}
        case MatterResumed():
            changed = {"paused_until": None, "due_at": told.due_at}
        case MatterBreached():
            changed = {"breached_at": told.breached_at}
        case MatterLinked():
            changed = {"measures": f"{row.measures} {told.measure_id}".strip()}
        case MatterClosed():
            ended = {"outcome": told.outcome, "change": told.change, "closed_at": told.closed_at}
            changed = {**ended, "paused_until": None}
        case MatterReopened():
            again = {"outcome": None, "change": None, "closed_at": None, "breached_at": None}
            changed = {**again, "steps": 0, "due_at": told.due_at}
        case _:
            changed = {}
    return changed
