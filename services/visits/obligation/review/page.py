"""A page of customers as a look finds them: what the rules ask of them, what they are and were owed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from services.visits.obligation.assess.plan import Past
from services.visits.obligation.use_cases import Obligations
from shared.kit.postgres.pool import Connection, Record
from shared.kit.postgres.queries import load_queries
from shared.known.facts import Known, decoded
from shared.known.words import Customer

QUERIES = load_queries(Path(__file__).with_name("review.sql"))


@dataclass(frozen=True, slots=True)
class Found:
    """A customer as this look finds it."""

    key: str
    customer: Customer
    past: Sequence[Past]


async def read_page(connection: Connection, use: Obligations, keys: Sequence[str]) -> list[Found]:
    """Return these customers; one of whom nothing is known is owed nothing. Raises `Unavailable`."""
    customers = {row["key"]: row for row in await connection.fetch(QUERIES["customers"], keys)}
    past: dict[str, list[Past]] = {key: [] for key in keys}
    for row in await connection.fetch(QUERIES["past"], keys):
        past[row["key"]].append(_past(row))
    ended = [
        one.obligation_id
        for of_customer in past.values()
        for one in of_customer
        if one.by_condition and one.standing != "open"
    ]
    # A private fact of the streams, so no row has it.
    settled = {identity for identity, state in (await use.states(ended)).items() if state.settled}
    return [
        Found(
            key,
            _customer(customers.get(key)),
            [replace(one, settled=one.obligation_id in settled) for one in past[key]],
        )
        for key in keys
    ]


def _customer(row: Record | None) -> Customer:
    if row is None:
        return Customer("potential", "potential", None, 0, Known())
    return Customer(
        lifecycle=row["lifecycle"],
        tier=row["tier"] or "potential",
        owner=row["owner"],
        open_complaints=row["open_complaints"],
        known=decoded(row["known"]),
    )


def _past(row: Record) -> Past:
    return Past(
        obligation_id=UUID(row["obligation_id"]),
        rule=row["rule"],
        period=row["period"],
        met_by=row["met_by"],
        owed_since=row["owed_since"],
        standing=row["standing"],
        person=row["person"],
    )
