"""visits, whole: its API over a database that the tests of one module share."""

from collections.abc import AsyncIterator, Iterator
from functools import partial

import pytest

from services.visits.settings import VisitsSettings
from services.visits.wiring import MIGRATIONS, MODELS, wire
from shared.kit.clock import FixedClock
from tests.support import databases
from tests.support.among_services import among_services
from tests.support.whole_service import Caller, prepare, serving, settings_for
from tests.visits.policy_world import MONDAY, World, forget_books


@pytest.fixture(scope="module")
def visits_database(postgres_url: str) -> Iterator[str]:
    """A migrated database of visits; tests of one module share it and use customers of their own."""
    url = databases.run_apart(databases.create(postgres_url))
    databases.run_apart(prepare(url, MIGRATIONS, MODELS))
    yield url
    databases.run_apart(databases.drop(url, postgres_url))


@pytest.fixture
async def visits(visits_database: str) -> AsyncIterator[Caller]:
    """The API of visits, with no role running."""
    async with serving(wire, settings_for(VisitsSettings, visits_database)) as caller:
        yield caller


@pytest.fixture
def clock() -> FixedClock:
    """A clock that only the test moves."""
    return FixedClock(MONDAY)


@pytest.fixture
async def at_work(visits_database: str, clock: FixedClock) -> AsyncIterator[Caller]:
    """visits with its deadlines taking effect, on a clock of the test."""
    settings = settings_for(VisitsSettings, visits_database)
    with_clock = partial(wire, clock=clock)
    async with serving(with_clock, settings, roles=lambda name: name == "deadlines") as caller:
        yield caller


@pytest.fixture
async def world(visits_database: str, kafka: str, topic_prefix: str) -> AsyncIterator[World]:
    """visits as it hears of the policy, on a clock of the test that starts on Monday."""
    settings, clock = settings_for(VisitsSettings, visits_database, kafka, topic_prefix), FixedClock(MONDAY)
    at_work = among_services(partial(wire, clock=clock), settings, lambda name: name == "policy")
    async with at_work as (call, speak):
        yield World(call, speak, clock, visits_database)
    await forget_books(visits_database)
