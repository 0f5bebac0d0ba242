"""The customers that visits knows: confirmed by leads, valued by scoring, met by us.

Each source touches its own columns, so it does not matter how they interleave: a rebuild ends in
the same rows.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from services.visits.obligation.review.asked import REVIEW_CTES
from shared.contracts.envelope import Message
from shared.contracts.leads import LeadCaptured
from shared.contracts.registry import beside_customers, types_of
from shared.contracts.visits import VisitLogged
from shared.kit.heard import Heard
from shared.kit.postgres.queries import load_queries
from shared.kit.projection.fingerprint import code_of
from shared.kit.projection.port import Fact, Touched
from shared.known import facts
from shared.known.facts import ASKED, Known, after, decoded, encoded

QUERIES = load_queries(Path(__file__).with_suffix(".sql"))

HEARD = Heard(ASKED)
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
    known: Known = field(default_factory=Known)


class Customers:
    """The read model `customers` of visits."""

    name = "customers"
    fingerprint = code_of(sys.modules[__name__], facts)
    sources: Sequence[str] = ("leads", "visits", "scoring")
    foreign: frozenset[str] = beside_customers(*sources)
    ignored: frozenset[str] = types_of(*sources) - HEARD.types - foreign
    ddl = QUERIES["ddl"]
    select = QUERIES["select"]
    # Whoever changed is looked at again for what they are owed.
    write = f"{QUERIES['write']},\n{REVIEW_CTES}"

    def decode(self, message: Message) -> Any:
        """Return the contract that the message carries. Raises `Poison`."""
        return HEARD.decode(message)

    def start(self, key: str) -> CustomerRow:
        """Return a customer of whom nothing is known."""
        del key
        return CustomerRow()

    def load(self, row: Mapping[str, Any]) -> CustomerRow:
        """Return the stored customer."""
        return CustomerRow(**{name: row[name] for name in _COLUMNS}, known=decoded(row["known"]))

    def evolve(self, state: CustomerRow, fact: Fact) -> CustomerRow:
        """Return the customer after the fact."""
        return replace(state, **_shown(state, fact.data), known=after(state.known, fact))

    def rows(self, touched: Sequence[Touched[CustomerRow]]) -> Mapping[str, Sequence[Any]]:
        """Return the columns of the rows."""
        columns = {name: [getattr(change.after, name) for change in touched] for name in _COLUMNS}
        # The kit's own statement has a parameter called owner.
        return columns | {
            "salesperson": columns["owner"],
            "known": [encoded(change.after.known) for change in touched],
            "out_review": [change.key for change in touched if change.facts],
        }


def _shown(state: CustomerRow, told: Any) -> Mapping[str, Any]:
    """Return what the list shows otherwise after the fact."""
    shown = facts.standing(state.open_complaints, told)
    match told:
        case LeadCaptured():
            return {**shown, "confirmed": True, "name": told.name, "kind": told.kind}
        case VisitLogged():
            met_last = max(state.last_contact_at or told.happened_at, told.happened_at)
            return {**shown, "contacts": state.contacts + 1, "last_contact_at": met_last}
        case _:
            return shown
