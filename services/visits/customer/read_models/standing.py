"""How far a customer has come with us, as visits has heard by now."""

from dataclasses import dataclass
from uuid import UUID

from services.visits.customer.read_models.customers import QUERIES
from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.pool import Pool


@dataclass(frozen=True, slots=True)
class Standing:
    """The customer's lifecycle, and how many contacts were logged."""

    lifecycle: str = "potential"
    contacts: int = 0


class Standings:
    """Asks the projection `customers`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def of(self, customer_id: UUID) -> Standing:
        """Return how the customer stands; one of whom nothing was heard has come nowhere yet."""
        with momentary_as_unavailable("customers"):
            found = await self._pool.fetchrow(QUERIES["standing"], str(customer_id))
        return Standing() if found is None else Standing(found["lifecycle"], found["contacts"])
