"""All that scoring can do beside its folds and its studies, by stream."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from services.scoring.conduct.use_cases import Conducts
from services.scoring.evaluation.use_cases import Evaluations
from services.scoring.forecast.use_cases import Forecasts
from services.scoring.override.use_cases import Overrides
from services.scoring.policy.use_cases import Policies
from services.scoring.sales.lookup import Sales
from services.scoring.segment.lookup import SegmentFacts
from shared.in_force import Books
from shared.kit.eventstore.handle import Publisher
from shared.kit.eventstore.postgres import PostgresEventStore
from shared.kit.eventstore.replay import Publishes


@dataclass(frozen=True, slots=True)
class UseCases:
    """All that scoring can do beside its folds and its studies."""

    policies: Policies
    evaluations: Evaluations
    forecasts: Forecasts
    overrides: Overrides
    conducts: Conducts

    @classmethod
    def of(
        cls, store: PostgresEventStore, publisher: Publisher, books: Books, sales: Sales, facts: SegmentFacts
    ) -> Self:
        """Return the use cases over one store, under the policy in force."""
        policies = Policies.of(store, publisher, books)
        return cls(
            policies,
            Evaluations.of(store, publisher, policies),
            Forecasts.of(store, publisher, books, sales, facts),
            Overrides.of(store, publisher),
            Conducts.of(store, publisher, books),
        )

    @property
    def kinds(self) -> Mapping[str, Publishes]:
        """Return each kind of stream by the first part of its streams' names."""
        return {
            "policy": self.policies.kind,
            "evaluation": self.evaluations.kind,
            **self.forecasts.kinds,
            "override": self.overrides.kind,
            "conduct": self.conducts.kind,
        }
