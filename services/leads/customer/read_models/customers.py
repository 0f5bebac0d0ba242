"""The list of customers: who, how far, how valuable. A fold by customer of leads' and scoring's facts.

What leads says and what scoring says touch different columns, so it does not matter how the two
interleave: a rebuild ends in the same rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from shared.contracts.envelope import Message
from shared.contracts.leads import (
    ContractSigned,
    LeadCaptured,
    LifecycleChanged,
    PurchaseRecorded,
    PurchaseReturned,
    SectionRecorded,
)
from shared.contracts.registry import beside_customers, types_of
from shared.contracts.scoring import TierChanged
from shared.kit.heard import Heard
from shared.kit.postgres.queries import load_queries
from shared.kit.projection.port import Fact, Touched

QUERIES = load_queries(Path(__file__).with_suffix(".sql"))
LAST_EVENTS_MAX = 5

HEARD = Heard(
    (
        LeadCaptured,
        LifecycleChanged,
        SectionRecorded,
        PurchaseRecorded,
        PurchaseReturned,
        ContractSigned,
        TierChanged,
    )
)


@dataclass(slots=True)
class LastEvent:
    """A fact of leads by type and time."""

    type: str
    occurred_at: datetime


_SECTIONS = msgspec.json.Decoder(dict[str, datetime])
_LAST_EVENTS = msgspec.json.Decoder(list[LastEvent])


@dataclass(slots=True)
class CustomerRow:
    """What is shown of one customer."""

    kind: str | None = None
    name: str | None = None
    source: str | None = None
    campaign: str | None = None
    owner: str | None = None
    captured_at: datetime | None = None
    lifecycle: str = "potential"
    completeness: float = 0.0
    sections: dict[str, datetime] = field(default_factory=dict)
    tier: str | None = None
    last_events: list[LastEvent] = field(default_factory=list)

    @property
    def confirmed(self) -> bool:
        """Whether somebody captured the customer, and not only told facts about them."""
        return self.captured_at is not None


class Customers:
    """The read model `customers` of leads."""

    name = "customers"
    sources: Sequence[str] = ("leads", "scoring")
    foreign: frozenset[str] = beside_customers(*sources)
    ignored: frozenset[str] = frozenset[str]().union(*map(types_of, sources)) - HEARD.types - foreign
    ddl = QUERIES["ddl"]
    select = QUERIES["select"]
    write = QUERIES["write"]

    def decode(self, message: Message) -> Any:
        """Return the contract that the message carries. Raises `Poison`."""
        return HEARD.decode(message)

    def start(self, key: str) -> CustomerRow:
        """Return a customer of whom nothing is known."""
        del key
        return CustomerRow()

    def load(self, row: Mapping[str, Any]) -> CustomerRow:
        """Return the stored customer."""
        shown = {name: row[name] for name in _PLAIN}
        return CustomerRow(
            **shown,
            sections=_SECTIONS.decode(row["sections"]),
            last_events=_LAST_EVENTS.decode(row["last_events"]),
        )

    def evolve(self, state: CustomerRow, fact: Fact) -> CustomerRow:
        """Return the customer after the fact."""
        match fact.data:
            case TierChanged():
                return replace(state, tier=fact.data.after)
            case LeadCaptured():
                state = _captured(state, fact.data)
            case LifecycleChanged():
                state = replace(state, lifecycle=fact.data.after)
            case SectionRecorded():
                state = _recorded(state, fact.data)
        latest = LastEvent(fact.message.type, fact.message.time)
        return replace(state, last_events=[latest, *state.last_events][:LAST_EVENTS_MAX])

    def rows(self, touched: Sequence[Touched[CustomerRow]]) -> Mapping[str, Sequence[Any]]:
        """Return the columns of the rows."""
        states = [change.after for change in touched]
        columns = {name: [getattr(state, name) for state in states] for name in (*_PLAIN, "confirmed")}
        return columns | {
            # The kit's own statement has a parameter called owner.
            "salesperson": columns["owner"],
            "sections": [msgspec.json.encode(state.sections).decode() for state in states],
            "last_events": [msgspec.json.encode(state.last_events).decode() for state in states],
        }


_PLAIN = ("kind", "name", "source", "campaign", "owner", "captured_at", "lifecycle", "completeness", "tier")


def _captured(state: CustomerRow, captured: LeadCaptured) -> CustomerRow:
    return replace(
        state,
        kind=captured.kind,
        name=captured.name,
        source=captured.source,
        campaign=captured.campaign,
        owner=captured.owner,
        captured_at=captured.captured_at,
    )


def _recorded(state: CustomerRow, recorded: SectionRecorded) -> CustomerRow:
    # A late report of a section does not make what is known of it older.
    as_of = max(recorded.as_of, state.sections.get(recorded.section, recorded.as_of))
    sections = {**state.sections, recorded.section: as_of}
    return replace(state, completeness=recorded.completeness, sections=sections)
