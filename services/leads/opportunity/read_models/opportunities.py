"""The opportunities of each customer, and of the customer what the stages of a pipeline may ask.

A fold by customer of three services. What each says touches parts of its own, or the latest time of all
that was told, so it does not matter how they interleave: a rebuild ends in the same rows.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from services.leads.opportunity import evidence
from services.leads.opportunity.evidence import Proofs
from shared.contracts.envelope import Message
from shared.contracts.opportunities import (
    OpportunityEvidenced,
    OpportunityFact,
    OpportunityLost,
    OpportunityMoved,
    OpportunityOpened,
    OpportunityOverdue,
    OpportunityReopened,
    OpportunityWon,
)
from shared.contracts.registry import beside_customers, types_of
from shared.kit.heard import Heard
from shared.kit.postgres.queries import load_queries
from shared.kit.projection import many_rows
from shared.kit.projection.fingerprint import code_of
from shared.kit.projection.many_rows import ManyRows, Rows
from shared.kit.projection.port import Fact, Touched
from shared.known import facts
from shared.known.facts import ASKED, Known

QUERIES = load_queries(Path(__file__).with_suffix(".sql"))

HEARD = Heard(
    (
        *ASKED,
        OpportunityOpened,
        OpportunityMoved,
        OpportunityEvidenced,
        OpportunityWon,
        OpportunityLost,
        OpportunityReopened,
        OpportunityOverdue,
    )
)
_PLAIN = ("lifecycle", "tier", "owner", "open_complaints")


@dataclass(slots=True)
class Row:
    """One opportunity as it is stored and listed; `ended` is how it ended, null while it goes on."""

    opportunity_id: str
    pipeline: str
    pipeline_zh: str
    pipeline_en: str
    title: str
    stage: str
    stage_zh: str
    stage_en: str
    opened_at: datetime
    entered_at: datetime
    expected_by: datetime | None = None
    overdue: bool = False
    ended: str | None = None
    reason: str | None = None
    ended_at: datetime | None = None


class OpportunityRows(ManyRows[Row]):
    """The opportunities of a customer by their own facts."""

    heard = HEARD
    row = Row

    def fold(self, known: Row | None, told: OpportunityFact) -> Row | None:
        """Return the opportunity after the fact; one that ended is kept, it may be reopened."""
        if isinstance(told, OpportunityOpened):
            return _opened(told)
        return None if known is None else replace(known, **_after(told))


@dataclass(slots=True)
class CustomerRow:
    """A customer as the stages ask for them, and their opportunities."""

    lifecycle: str = "potential"
    tier: str | None = None
    owner: str | None = None
    open_complaints: int = 0
    known: Known = field(default_factory=Known)
    proofs: Proofs = field(default_factory=dict)
    opportunities: Rows[Row] = field(default_factory=Rows)


class OpportunitiesModel:
    """The read model `opportunities` of leads."""

    name = "opportunities"
    fingerprint = code_of(sys.modules[__name__], many_rows, facts, evidence)
    sources: Sequence[str] = ("leads", "visits", "scoring")
    foreign: frozenset[str] = beside_customers(*sources)
    ignored: frozenset[str] = types_of(*sources) - HEARD.types - foreign
    ddl = QUERIES["ddl"]
    select = QUERIES["select"]
    write = QUERIES["write"]

    def __init__(self) -> None:
        self._rows = OpportunityRows()

    def decode(self, message: Message) -> Any:
        """Return the contract that the message carries. Raises `Poison`."""
        return HEARD.decode(message)

    def start(self, key: str) -> CustomerRow:
        """Return a customer of whom nothing is known."""
        return CustomerRow(opportunities=self._rows.start(key))

    def load(self, row: Mapping[str, Any]) -> CustomerRow:
        """Return the stored customer."""
        return CustomerRow(
            **{name: row[name] for name in _PLAIN},
            known=facts.decoded(row["known"]),
            proofs=evidence.decoded(row["proofs"]),
            opportunities=self._rows.load(row),
        )

    def evolve(self, state: CustomerRow, fact: Fact) -> CustomerRow:
        """Return the customer after the fact."""
        if isinstance(fact.data, OpportunityFact):
            return replace(state, opportunities=self._rows.evolve(state.opportunities, fact))
        return replace(
            state,
            **facts.standing(state.open_complaints, fact.data),
            known=facts.after(state.known, fact),
            proofs=evidence.after(state.proofs, fact),
        )

    def rows(self, touched: Sequence[Touched[CustomerRow]]) -> Mapping[str, Sequence[Any]]:
        """Return the columns of the customers, and of the opportunities that changed."""
        states = [one.after for one in touched]
        columns = {name: [getattr(state, name) for state in states] for name in _PLAIN}
        changed = [
            Touched(one.key, one.partition, None, one.after.opportunities, one.facts) for one in touched
        ]
        return {
            **self._rows.rows(changed),
            **columns,
            # The kit's own statement has a parameter called owner.
            "salesperson": columns["owner"],
            "known": [facts.encoded(state.known) for state in states],
            "proofs": [evidence.encoded(state.proofs) for state in states],
        }


def _opened(told: OpportunityOpened) -> Row:
    return Row(
        opportunity_id=str(told.opportunity_id),
        pipeline=told.pipeline,
        pipeline_zh=told.pipeline_title.zh,
        pipeline_en=told.pipeline_title.en,
        title=told.title,
        stage=told.stage,
        stage_zh=told.stage_title.zh,
        stage_en=told.stage_title.en,
        opened_at=told.opened_at,
        entered_at=told.opened_at,
        expected_by=told.expected_by,
    )


def _after(told: OpportunityFact) -> dict[str, Any]:
    """Return what the fact changes."""
    stage = {"stage": told.stage, "stage_zh": told.stage_title.zh, "stage_en": told.stage_title.en}
    goes_on = {"overdue": False, "ended": None, "reason": None, "ended_at": None}
    changed: dict[str, Any]
    match told:
        case OpportunityMoved():
            entered = {"entered_at": told.moved_at, "expected_by": told.expected_by}
            changed = {**stage, **goes_on, **entered}
        case OpportunityReopened():
            entered = {"entered_at": told.reopened_at, "expected_by": told.expected_by}
            changed = {**stage, **goes_on, **entered}
        case OpportunityWon():
            changed = {"ended": "won", "ended_at": told.won_at}
        case OpportunityLost():
            changed = {"ended": "lost", "ended_at": told.lost_at, "reason": told.reason}
        case OpportunityOverdue():
            changed = {"overdue": True}
        case _:
            changed = {}
    return changed
