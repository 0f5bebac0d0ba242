"""The promises as a fold by customer of our own facts: what holds, what waits, and how the rest ended."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from shared.contracts.promises import (
    PromiseApproved,
    PromiseBreached,
    PromiseFact,
    PromiseKept,
    PromiseRecorded,
    PromiseWithdrawn,
)
from shared.contracts.registry import beside_customers, types_of
from shared.kit.heard import Heard
from shared.kit.postgres.queries import load_queries
from shared.kit.projection.many_rows import ManyRows

QUERIES = load_queries(Path(__file__).with_suffix(".sql"))

HEARD = Heard((PromiseRecorded, PromiseApproved, PromiseKept, PromiseBreached, PromiseWithdrawn))

ALIVE = frozenset({"waiting", "open"})
"""The standings after which something may still be told."""


@dataclass(slots=True)
class Row:
    """One promise as it is stored and listed."""

    promise_id: str
    promisor: str
    text: str
    recorded_at: datetime
    due_at: datetime
    discount_percent: float | None
    price_minor: int | None
    list_minor: int | None
    currency: str | None
    approver: str | None
    standing: str
    breached_at: datetime | None = None
    proof: str | None = None
    ended_at: datetime | None = None


class PromisesModel(ManyRows[Row]):
    """The read model `promises` of visits."""

    name = "promises"
    sources: Sequence[str] = ("visits",)
    foreign: frozenset[str] = beside_customers(*sources)
    ignored: frozenset[str] = types_of(*sources) - HEARD.types - foreign
    ddl = QUERIES["ddl"]
    select = QUERIES["select"]
    write = QUERIES["write"]
    heard = HEARD
    row = Row

    def fold(self, known: Row | None, told: PromiseFact) -> Row | None:
        """Return the promise after the fact."""
        if isinstance(told, PromiseRecorded):
            return _recorded(told)
        return None if known is None else replace(known, **_after(told))

    def keeps(self, row: Row) -> bool:
        """Whether it is alive: what has ended changes no more."""
        return row.standing in ALIVE


def _recorded(told: PromiseRecorded) -> Row:
    return Row(
        promise_id=str(told.promise_id),
        promisor=told.promisor,
        text=told.text,
        recorded_at=told.recorded_at,
        due_at=told.due_at,
        discount_percent=told.discount_percent,
        price_minor=told.price_minor,
        list_minor=told.list_minor,
        currency=told.currency,
        approver=told.approver,
        standing="open" if told.approver is None else "waiting",
    )


def _after(told: PromiseFact) -> dict[str, Any]:
    """Return what the fact changes."""
    changed: dict[str, Any]
    match told:
        case PromiseApproved():
            changed = {"standing": "open"}
        case PromiseBreached():
            changed = {"breached_at": told.breached_at}
        case PromiseKept():
            changed = {"standing": "kept", "proof": told.proof, "ended_at": told.kept_at}
        case PromiseWithdrawn():
            changed = {"standing": "withdrawn", "ended_at": told.withdrawn_at}
        case _:
            changed = {}
    return changed
