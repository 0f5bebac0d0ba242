"""The obligations as a fold by customer of our own facts: what is owed now, and what became of the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from services.visits.obligation.review.asked import REVIEW_CTES
from shared.contracts.obligations import (
    ObligationBreached,
    ObligationCancelled,
    ObligationEscalated,
    ObligationFact,
    ObligationHandedOver,
    ObligationMet,
    ObligationOpened,
    ObligationWarned,
)
from shared.contracts.registry import beside_customers, types_of
from shared.kit.heard import Heard
from shared.kit.postgres.queries import load_queries
from shared.kit.projection.many_rows import ManyRows, Rows
from shared.kit.projection.port import Touched

QUERIES = load_queries(Path(__file__).with_suffix(".sql"))

HEARD = Heard(
    (
        ObligationOpened,
        ObligationWarned,
        ObligationMet,
        ObligationBreached,
        ObligationEscalated,
        ObligationCancelled,
        ObligationHandedOver,
    )
)

MOVING = (ObligationOpened, ObligationMet, ObligationCancelled, ObligationHandedOver)


@dataclass(slots=True)
class Row:
    """One obligation as it is stored and listed."""

    obligation_id: str
    rule: str
    period: str
    title_zh: str
    title_en: str
    party: str
    person: str | None
    met_by: str
    owed_since: datetime
    due_at: datetime
    policy_version: str
    standing: str = "open"
    warnings: int = 0
    breached_at: datetime | None = None
    step: str | None = None
    ended_at: datetime | None = None


class ObligationsModel(ManyRows[Row]):
    """The read model `obligations` of visits."""

    name = "obligations"
    sources: Sequence[str] = ("visits",)
    foreign: frozenset[str] = beside_customers(*sources)
    ignored: frozenset[str] = types_of(*sources) - HEARD.types - foreign
    ddl = QUERIES["ddl"]
    select = QUERIES["select"]
    # Whoever changed is looked at again for what they are owed.
    write = f"{QUERIES['write']},\n{REVIEW_CTES}"
    heard = HEARD
    row = Row

    def fold(self, known: Row | None, told: ObligationFact) -> Row | None:
        """Return the obligation after the fact."""
        if isinstance(told, ObligationOpened):
            return _opened(told)
        return None if known is None else replace(known, **_after(known, told))

    def keeps(self, row: Row) -> bool:
        """Whether it is still owed: what has ended changes no more."""
        return row.standing == "open"

    def rows(self, touched: Sequence[Touched[Rows[Row]]]) -> Mapping[str, Sequence[Any]]:
        """Return the columns of the changed obligations, and whose reviews are due by that."""
        # Whoever changed one may have acted on older rows than these: the next look sees them.
        moved = [one.key for one in touched if any(isinstance(fact.data, MOVING) for fact in one.facts)]
        return {**super().rows(touched), "out_review": moved}


def _opened(told: ObligationOpened) -> Row:
    return Row(
        obligation_id=str(told.obligation_id),
        rule=told.rule,
        period=told.period,
        title_zh=told.title_zh,
        title_en=told.title_en,
        party=told.party,
        person=told.person,
        met_by=told.met_by,
        owed_since=told.owed_since,
        due_at=told.due_at,
        policy_version=told.policy_version,
    )


def _after(row: Row, told: ObligationFact) -> dict[str, Any]:
    """Return what the fact changes."""
    changed: dict[str, Any]
    match told:
        case ObligationWarned():
            changed = {"warnings": row.warnings + 1}
        case ObligationBreached():
            changed = {"breached_at": told.breached_at}
        case ObligationEscalated():
            changed = {"step": told.step}
        case ObligationMet():
            changed = {"standing": "met", "ended_at": told.met_at}
        case ObligationCancelled():
            changed = {"standing": "cancelled", "ended_at": told.cancelled_at}
        case ObligationHandedOver():
            changed = {"person": told.person}
        case _:
            changed = {}
    return changed
