"""A migrated database and a pool on it."""

from collections.abc import AsyncIterator

import pytest

from shared.kit.eventstore import MIGRATIONS
from shared.kit.postgres.migrate import migrate
from shared.kit.postgres.pool import Pool, opened_pool


@pytest.fixture
async def pool(database: str) -> AsyncIterator[Pool]:
    await migrate(database, [MIGRATIONS])
    async with opened_pool(database, application_name="tests") as pool:
        yield pool
