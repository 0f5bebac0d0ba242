"""All that leads can do, by stream."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from services.leads.contract.use_cases import Contracts
from services.leads.customer.catalogues import KnownBooks
from services.leads.customer.content_keys import Keys
from services.leads.customer.section import Catalogue
from services.leads.customer.use_cases import CustomerFile
from services.leads.group.use_cases import Groups
from services.leads.opportunity.use_cases import Customers, Opportunities
from services.leads.plan.use_cases import Plans
from services.leads.purchase.use_cases import Purchases
from shared.kit.eventstore.handle import Publisher, StreamKind
from shared.kit.eventstore.port import EventStore


@dataclass(frozen=True, slots=True)
class UseCases:
    """All that leads can do."""

    file: CustomerFile
    purchases: Purchases
    contracts: Contracts
    groups: Groups
    opportunities: Opportunities
    plans: Plans

    @classmethod
    def of(  # noqa: PLR0913, PLR0917 -- all that they stand on
        cls,
        store: EventStore,
        publisher: Publisher,
        declared: Catalogue,
        books: KnownBooks,
        customers: Customers,
        keys: Keys,
    ) -> Self:
        """Return the use cases over one store; `customers` is what stages may ask of them."""
        return cls(
            CustomerFile.of(store, publisher, declared, books, keys),
            Purchases.of(store, publisher),
            Contracts.of(store, publisher),
            Groups.of(store, publisher),
            Opportunities.of(store, publisher, books, customers),
            Plans.of(store, publisher, books),
        )

    @property
    def kinds(self) -> Mapping[str, StreamKind[Any, Any, Any]]:
        """Return each kind of stream by the first part of its streams' names."""
        return {
            "customer": self.file.kind,
            "purchase": self.purchases.kind,
            "contract": self.contracts.kind,
            "membership": self.groups.kind,
            "opportunity": self.opportunities.kind,
            "plan": self.plans.kind,
        }
