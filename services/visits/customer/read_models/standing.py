"""How far a customer has come with us, and when they are busy, as visits has heard by now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from services.visits.customer.read_models.customers import QUERIES
from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.pool import Pool
from shared.known.facts import decoded

BUSY = ("visiting_hours", "busy")
"""The section of the file and its field that say when the customer is busy."""


@dataclass(frozen=True, slots=True)
class Busy:
    """Hours at which the customer is busy, on such days."""

    days: str
    from_hour: int
    to_hour: int


@dataclass(frozen=True, slots=True)
class Standing:
    """The customer's lifecycle, how many contacts were logged, and the customer's busy hours."""

    lifecycle: str = "potential"
    contacts: int = 0
    busy: tuple[Busy, ...] = ()


class Standings(Protocol):
    """Whoever can tell how a customer stands."""

    async def of(self, customer_id: UUID) -> Standing:
        """Return how the customer stands; one of whom nothing was heard has come nowhere yet."""
        ...


class StandingLookup:
    """Asks the projection `customers`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def of(self, customer_id: UUID) -> Standing:
        """Return how the customer stands; one of whom nothing was heard has come nowhere yet."""
        with momentary_as_unavailable("customers"):
            found = await self._pool.fetchrow(QUERIES["standing"], str(customer_id))
        return Standing() if found is None else _standing(dict(found))


def _standing(row: Mapping[str, Any]) -> Standing:
    section, field = BUSY
    told = decoded(row["known"]).sections.get(section)
    hours = () if told is None else told.content.get(field, ())
    return Standing(
        row["lifecycle"],
        row["contacts"],
        tuple(Busy(one["days"], one["from_hour"], one["to_hour"]) for one in hours),
    )
