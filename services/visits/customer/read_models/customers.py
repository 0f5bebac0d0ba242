"""The customers that visits knows: confirmed by leads, valued by scoring, met by us.

Each source touches its own columns, so it does not matter how they interleave: a rebuild ends in
the same rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from shared.contracts.envelope import Message
from shared.contracts.leads import LeadCaptured, LifecycleChanged
from shared.contracts.registry import beside_customers, types_of
from shared.contracts.scoring import TierChanged
from shared.contracts.visits import ComplaintFiled, ComplaintResolved, VisitLogged
from shared.kit.heard import Heard
from shared.kit.postgres.queries import load_queries
from shared.kit.projection.port import Fact, Touched

QUERIES = load_queries(Path(__file__).with_suffix(".sql"))

HEARD = Heard((LeadCaptured, LifecycleChanged, TierChanged, VisitLogged, ComplaintFiled, ComplaintResolved))
_COLUMNS = (
    "confirmed",
    "name",
    "kind",
    "owner",
    "lifecycle",
    "tier",
    "contacts",
    "last_contact_at",
    "open_complaints",
)


@dataclass(slots=True)
class CustomerRow:
    """What is shown of one customer."""

    confirmed: bool = False
    name: str | None = None
    kind: str | None = None
    owner: str | None = None
    lifecycle: str = "potential"
    tier: str | None = None
    contacts: int = 0
    last_contact_at: datetime | None = None
    open_complaints: int = 0


class Customers:
    """The read model `customers` of visits."""

    name = "customers"
    sources: Sequence[str] = ("leads", "visits", "scoring")
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
        return CustomerRow(**{name: row[name] for name in _COLUMNS})

    def evolve(self, state: CustomerRow, fact: Fact) -> CustomerRow:
        """Return the customer after the fact."""
        told = fact.data
        match told:
            case LeadCaptured():
                return replace(state, confirmed=True, name=told.name, kind=told.kind, owner=told.owner)
            case LifecycleChanged():
                return replace(state, lifecycle=told.after)
            case TierChanged():
                return replace(state, tier=told.after)
            case VisitLogged():
                met_last = max(state.last_contact_at or told.happened_at, told.happened_at)
                return replace(state, contacts=state.contacts + 1, last_contact_at=met_last)
            case ComplaintFiled():
                return replace(state, open_complaints=state.open_complaints + 1)
            case _:
                return replace(state, open_complaints=state.open_complaints - 1)

    def rows(self, touched: Sequence[Touched[CustomerRow]]) -> Mapping[str, Sequence[Any]]:
        """Return the columns of the rows."""
        columns = {name: [getattr(change.after, name) for change in touched] for name in _COLUMNS}
        # The kit's own statement has a parameter called owner.
        return columns | {"salesperson": columns["owner"]}
