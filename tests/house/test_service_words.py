"""What the services hear and say matches the contracts, and every refusal has its words."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import pytest

from services.leads import heard as leads_heard
from services.leads import wiring as leads
from services.leads.customer.content_keys import ContentKeys
from services.leads.customer.section import every_declared
from services.leads.opportunity.read_models.customer_known import NOTHING
from services.leads.opportunity.standards import Found
from services.leads.use_cases import UseCases as LeadsUseCases
from services.notify import wiring as notify
from services.scoring import wiring as scoring
from services.visits import heard as visits_heard
from services.visits import wiring as visits
from services.visits.customer.read_models.standing import Standing
from services.visits.use_cases import UseCases as VisitsUseCases
from shared.contracts.asyncapi import schema_file
from shared.contracts.base import Contract
from shared.contracts.envelope import Message
from shared.contracts.registry import ACCEPTED, PUBLISHED
from shared.contracts.topics import DEFAULT_PREFIX, SERVICES
from shared.kit import plausible_time
from shared.kit.decider import Rejection
from shared.kit.eventstore.memory import MemoryEventStore
from shared.kit.eventstore.publisher import Publisher
from shared.kit.inbox.inbox import Accept
from shared.kit.postgres.pool import Pool
from shared.kit.projection.folding import foreign_to
from shared.kit.projection.port import Poison, ReadModel
from tests.support.policies import OneBook

SAMPLES = Path(__file__).parents[2] / "shared" / "contracts" / "samples"
STORING = ("leads", "visits")
"""The services which take events of other systems."""

TOLD_TIMES = (*STORING, "scoring")
"""The services whose rules refuse times that cannot be."""

MODELS: tuple[ReadModel[Any], ...] = (
    *(*leads.MODELS, *visits.MODELS, notify.MODEL),
    *scoring.models(DEFAULT_PREFIX),
)


class NobodyKnown:
    """Customers of whom nothing is known."""

    async def found(self, customer_id: UUID) -> Found:
        del customer_id
        return NOTHING


class NobodyMet:
    """Customers whom nobody has met."""

    async def of(self, customer_id: UUID) -> Standing:
        del customer_id
        return Standing()


def _defined_in(module: Any) -> Iterator[type[Rejection]]:
    for value in vars(module).values():
        if isinstance(value, type) and issubclass(value, Rejection) and value.__module__ == module.__name__:
            yield value


def _rejections(service: str) -> Iterator[type[Rejection]]:
    if service in TOLD_TIMES:
        yield from _defined_in(plausible_time)
    package = importlib.import_module(f"services.{service}")
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not module.name.endswith("__main__"):
            yield from _defined_in(importlib.import_module(module.name))


@pytest.mark.parametrize("service", SERVICES)
def test_every_rejection_is_told_in_both_languages(service: str) -> None:
    problems = importlib.import_module(f"services.{service}.problems").PROBLEMS
    told = {problem.code: problem for problem in problems}
    assert {rejection.code for rejection in _rejections(service)} == told.keys()
    assert all(problem.zh and problem.en for problem in told.values())


def _accepts(service: str) -> Mapping[str, Accept[Any]]:
    store, publisher = MemoryEventStore(), Publisher(service, f"{service}.v1")
    if service == "leads":
        keys = ContentKeys(cast("Pool", None))
        of_leads = LeadsUseCases.of(store, publisher, every_declared(), OneBook(), NobodyKnown(), keys)
        return leads_heard.inbox_handlers(of_leads)
    of_visits = VisitsUseCases.of(store, publisher, OneBook(), NobodyMet())
    return visits_heard.inbox_handlers(of_visits)


@pytest.mark.parametrize("service", STORING)
def test_every_type_that_a_service_takes_becomes_a_use_case(service: str) -> None:
    accepts = _accepts(service)
    assert accepts.keys() == {contract.TYPE for contract in ACCEPTED[service]}
    assert all(type_ == accept.contract.TYPE for type_, accept in accepts.items())


def test_the_other_services_take_nothing() -> None:
    assert [service for service in SERVICES if ACCEPTED[service] and service not in STORING] == []


def _sample(contract: type[Contract], source: str) -> Message:
    """A message of the contract as its source would say it."""
    now = datetime(2026, 3, 2, tzinfo=UTC)
    data = (SAMPLES / schema_file(contract)).read_bytes()
    return Message(
        *("sample", source, contract.TYPE, "sample-1", "sample", 1, now, now),
        dataschema=contract.dataschema(),
        data=data,
    )


@pytest.mark.parametrize(
    "model", MODELS, ids=lambda model: f"{type(model).__module__.split('.')[1]}-{model.name}"
)
def test_every_type_on_the_topics_that_a_read_model_hears_is_understood_or_passed_over_by_name(
    model: ReadModel[Any],
) -> None:
    spoken = {contract.TYPE for source in model.sources for contract in PUBLISHED[source]}
    passed_over = model.ignored | foreign_to(model)
    assert passed_over <= spoken
    for source in model.sources:
        for contract in PUBLISHED[source]:
            if contract.TYPE not in passed_over:
                model.decode(_sample(contract, source))
                continue
            with pytest.raises(Poison):
                model.decode(_sample(contract, source))
