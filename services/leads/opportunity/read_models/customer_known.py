"""Reads what is known of one customer, as the stages of a pipeline ask for it."""

from uuid import UUID

from services.leads.opportunity import evidence
from services.leads.opportunity.read_models.opportunities import QUERIES
from services.leads.opportunity.standards import Found
from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.pool import Pool, Record
from shared.kit.projection.sequence import decode_seen
from shared.known.facts import Known, decoded
from shared.known.words import Customer

POTENTIAL = "potential"
"""Lifecycle and class of a customer of whom nothing was said."""

NOTHING = Found(Customer(POTENTIAL, POTENTIAL, None, 0, Known()), {})
"""What is known of a customer never heard of."""


class CustomersKnown:
    """The customers' rows of the projection `opportunities`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def found(self, customer_id: UUID) -> Found:
        """See `use_cases.Customers.found`."""
        row = await self._row(customer_id)
        if row is None:
            return NOTHING
        customer = Customer(
            lifecycle=row["lifecycle"],
            tier=row["tier"] or POTENTIAL,
            owner=row["owner"],
            open_complaints=row["open_complaints"],
            known=decoded(row["known"]),
        )
        return Found(customer, evidence.decoded(row["proofs"]))

    async def seen(self, customer_id: UUID, source: str) -> int:
        """Return how far the customer's row has heard `source`."""
        row = await self._row(customer_id)
        return decode_seen(row["seen"]).get(source, (0, ""))[0] if row else 0

    async def _row(self, customer_id: UUID) -> Record | None:
        with momentary_as_unavailable("opportunities"):
            return await self._pool.fetchrow(QUERIES["customer"], str(customer_id))
