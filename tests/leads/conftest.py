"""leads, whole: its API over a database that the tests of one module share."""

from collections.abc import AsyncIterator, Iterator

import pytest

from services.leads.settings import LeadsSettings
from services.leads.wiring import MIGRATIONS, MODELS, wire
from tests.support import databases
from tests.support.whole_service import Caller, prepare, serving, settings_for


@pytest.fixture(scope="module")
def leads_database(postgres_url: str) -> Iterator[str]:
    """A migrated database of leads; tests of one module share it and use customers of their own."""
    url = databases.run_apart(databases.create(postgres_url))
    databases.run_apart(prepare(url, MIGRATIONS, MODELS))
    yield url
    databases.run_apart(databases.drop(url, postgres_url))


@pytest.fixture
async def leads(leads_database: str) -> AsyncIterator[Caller]:
    """The API of leads, with no role running."""
    async with serving(wire, settings_for(LeadsSettings, leads_database)) as caller:
        yield caller
