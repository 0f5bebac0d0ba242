"""The obligations as a fold by customer of our own facts: what is owed now, and what became of the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from shared.contracts.envelope import Message
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
from shared.kit.projection.changed_rows import changed_rows
from shared.kit.projection.port import Fact, Touched

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


@dataclass(slots=True)
class Owed:
    """What one customer is owed now, by id, and the rows that the batch has changed."""

    open: dict[str, Row] = field(default_factory=dict)
    changed: dict[str, Row] = field(default_factory=dict)


_ROWS = msgspec.json.Decoder(list[Row])
_COLUMNS = tuple(Row.__slots__)


class ObligationsModel:
    """The read model `obligations` of visits."""

    name = "obligations"
    sources: Sequence[str] = ("visits",)
    foreign: frozenset[str] = beside_customers(*sources)
    ignored: frozenset[str] = types_of("visits") - HEARD.types - foreign
    ddl = QUERIES["ddl"]
    select = QUERIES["select"]
    write = QUERIES["write"]

    def decode(self, message: Message) -> Any:
        """Return the contract that the message carries. Raises `Poison`."""
        return HEARD.decode(message)

    def start(self, key: str) -> Owed:
        """Return a customer who was never owed anything."""
        del key
        return Owed()

    def load(self, row: Mapping[str, Any]) -> Owed:
        """Return what the stored customer is owed."""
        return Owed({one.obligation_id: one for one in _ROWS.decode(row["obligations"])})

    def evolve(self, state: Owed, fact: Fact) -> Owed:
        """Return what is owed after the fact; the same object, folded in place."""
        told: ObligationFact = fact.data
        known = state.open.get(str(told.obligation_id))
        row = _opened(told) if isinstance(told, ObligationOpened) else known and _after(known, told)
        if row is None:
            # Its opening was passed over by a person's ruling.
            return state
        state.changed[row.obligation_id] = row
        if row.standing == "open":
            state.open[row.obligation_id] = row
        else:
            del state.open[row.obligation_id]
        return state

    def rows(self, touched: Sequence[Touched[Owed]]) -> Mapping[str, Sequence[Any]]:
        """Return the columns of the changed obligations; from now on they count as stored."""
        # Whoever changed one may have acted on older rows than these: the next look sees them.
        moved = [one.key for one in touched if any(isinstance(fact.data, MOVING) for fact in one.facts)]
        return {**changed_rows(touched, _COLUMNS), "out_review": moved}


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


def _after(row: Row, told: ObligationFact) -> Row:
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
    return replace(row, **changed)
