"""visits, whole: its API over a database that the tests of one module share."""

from collections.abc import AsyncIterator, Iterator

import pytest

from services.visits.settings import VisitsSettings
from services.visits.wiring import MIGRATIONS, MODELS, wire
from tests.support import databases
from tests.support.whole_service import Caller, prepare, serving, settings_for


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
