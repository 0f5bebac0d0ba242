"""The list of customers: who, how far, how valuable, how long quiet. A fold by customer of three services.

What each of them says touches different columns, so it does not matter how they interleave: a rebuild
ends in the same rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from services.leads.customer.read_models.customer_row import CustomerRow, LastEvent
from services.leads.customer.read_models.ending import archiving, kept
from services.leads.customer.read_models.on_file import on_file
from services.leads.customer.read_models.owned import appealed, captured_by, met, owned
from shared.contracts.archiving import (
    ArchivingAnnounced,
    ArchivingCalledOff,
    CustomerArchived,
    CustomerRestored,
)
from shared.contracts.complaints import ComplaintReopened
from shared.contracts.consents import ConsentRecorded, ConsentWithdrawn, ContentErased
from shared.contracts.envelope import Message
from shared.contracts.leads import (
    ContractSigned,
    LeadCaptured,
    LifecycleChanged,
    PurchaseRecorded,
    PurchaseReturned,
    SectionRecorded,
)
from shared.contracts.opportunities import (
    OpportunityEvidenced,
    OpportunityLost,
    OpportunityMoved,
    OpportunityOpened,
    OpportunityReopened,
    OpportunityWon,
)
from shared.contracts.ownership import (
    OwnerChanged,
    PoolReturnAppealDecided,
    PoolReturnAppealed,
    PoolReturnCalledOff,
    PoolReturnWarned,
    ReturnedToPool,
)
from shared.contracts.registry import beside_customers, types_of
from shared.contracts.scoring import TierChanged
from shared.contracts.visits import ComplaintFiled, FormAnswered, VisitLogged
from shared.kit.heard import Heard
from shared.kit.postgres.queries import load_queries
from shared.kit.projection.port import Fact, Touched

QUERIES = load_queries(Path(__file__).with_suffix(".sql"))
LAST_EVENTS_MAX = 5

OPPORTUNITIES: Mapping[type[Any], str] = {
    OpportunityOpened: "opened_at",
    OpportunityMoved: "moved_at",
    OpportunityEvidenced: "recorded_at",
    OpportunityWon: "won_at",
    OpportunityLost: "lost_at",
    OpportunityReopened: "reopened_at",
}
"""What people do about a customer's opportunities, and the field that says when that was."""

HEARD = Heard(
    (
        LeadCaptured,
        LifecycleChanged,
        SectionRecorded,
        PurchaseRecorded,
        PurchaseReturned,
        ContractSigned,
        ArchivingAnnounced,
        ArchivingCalledOff,
        CustomerArchived,
        CustomerRestored,
        ConsentRecorded,
        ConsentWithdrawn,
        ContentErased,
        OwnerChanged,
        PoolReturnWarned,
        PoolReturnCalledOff,
        ReturnedToPool,
        PoolReturnAppealed,
        PoolReturnAppealDecided,
        *OPPORTUNITIES,
        TierChanged,
        VisitLogged,
        ComplaintFiled,
        ComplaintReopened,
        FormAnswered,
    )
)

HAPPENED: Mapping[type[Any], str] = {
    LeadCaptured: "captured_at",
    LifecycleChanged: "changed_at",
    SectionRecorded: "as_of",
    PurchaseRecorded: "purchased_at",
    PurchaseReturned: "returned_at",
    ContractSigned: "signed_at",
    ConsentRecorded: "given_at",
    VisitLogged: "happened_at",
    ComplaintFiled: "filed_at",
    ComplaintReopened: "reopened_at",
    FormAnswered: "answered_at",
    **OPPORTUNITIES,
}
"""What shows that a customer is not quiet, and the field that says when that was (S4-12)."""


_JSON: Mapping[str, msgspec.json.Decoder[Any]] = {
    "sections": msgspec.json.Decoder(dict[str, datetime]),
    "served": msgspec.json.Decoder(list[str]),
    "last_events": msgspec.json.Decoder(list[LastEvent]),
    "ended": msgspec.json.Decoder(dict[str, datetime]),
    "erased_keys": msgspec.json.Decoder(list[UUID]),
}
"""The columns that hold JSON."""


class Customers:
    """The read model `customers` of leads."""

    name = "customers"
    sources: Sequence[str] = ("leads", "visits", "scoring")
    foreign: frozenset[str] = beside_customers(*sources)
    ignored: frozenset[str] = types_of(*sources) - HEARD.types - foreign
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
        return CustomerRow(**shown, **{name: json.decode(row[name]) for name, json in _JSON.items()})

    def evolve(self, state: CustomerRow, fact: Fact) -> CustomerRow:
        """Return the customer after the fact."""
        match fact.data:
            case TierChanged():
                return replace(state, tier=fact.data.after)
            case VisitLogged():
                return met(_latest(state, fact, "last_contact"), fact.data)
            case ComplaintFiled() | ComplaintReopened() | FormAnswered():
                return _latest(state, fact, "last_contact")
            case _:
                state = _told(state, fact.data)
        state = _latest(state, fact, "last_fact")
        latest = LastEvent(fact.message.type, fact.message.time)
        return replace(state, last_events=[latest, *state.last_events][:LAST_EVENTS_MAX])

    def rows(self, touched: Sequence[Touched[CustomerRow]]) -> Mapping[str, Sequence[Any]]:
        """Return the columns of the rows."""
        states = [change.after for change in touched]
        columns = {
            name: [getattr(state, name) for state in states]
            for name in (*_PLAIN, "confirmed", "returned", "kept_since")
        }
        columns |= {
            name: [msgspec.json.encode(getattr(state, name)).decode() for state in states] for name in _JSON
        }
        # The kit's own statement has a parameter called owner.
        return columns | {"salesperson": columns["owner"]}


_PLAIN = (
    *("kind", "name", "source", "campaign", "owner", "captured_at", "lifecycle", "completeness", "tier"),
    *("last_fact", "last_fact_at", "last_contact", "last_contact_at"),
    *("archive_at", "archived_at", "archived_upon"),
    *("owned_since", "met_contact", "met_at", "return_at", "idle_since"),
    *("pool_since", "pool_cause", "pool_reason", "last_owner", "appealed_at"),
)


def _latest(state: CustomerRow, fact: Fact, name: str) -> CustomerRow:
    """Return the customer with the later of two facts as the last one; what is told late changes nothing."""
    happened = HAPPENED.get(type(fact.data))
    if happened is None:
        return state
    at, known = getattr(fact.data, happened), getattr(state, f"{name}_at")
    if isinstance(fact.data, ContractSigned) and fact.data.ends_on is not None:
        # A contract that runs is not silence.
        at = max(at, datetime.combine(fact.data.ends_on, time.max, UTC))
    if known is not None and known > at:
        return state
    return replace(state, **{name: fact.message.type, f"{name}_at": at})


def _told(state: CustomerRow, told: Any) -> CustomerRow:
    """Return the customer after a fact of leads."""
    match told:
        case LeadCaptured():
            state = _captured(state, told)
        case LifecycleChanged():
            state = replace(state, lifecycle=told.after)
        case SectionRecorded():
            state = on_file(state, told)
        case ArchivingAnnounced() | ArchivingCalledOff() | CustomerArchived() | CustomerRestored():
            state = archiving(state, told)
        case ConsentRecorded() | ConsentWithdrawn() | ContentErased():
            state = kept(state, told)
        case OwnerChanged() | PoolReturnWarned() | PoolReturnCalledOff() | ReturnedToPool():
            state = owned(state, told)
        case PoolReturnAppealed() | PoolReturnAppealDecided():
            state = appealed(state, told)
    return state


def _captured(state: CustomerRow, captured: LeadCaptured) -> CustomerRow:
    return replace(
        state,
        kind=captured.kind,
        name=captured.name,
        source=captured.source,
        campaign=captured.campaign,
        captured_at=captured.captured_at,
        **captured_by(captured),
    )
