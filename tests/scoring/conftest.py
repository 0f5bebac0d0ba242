"""A scoring database: the kit's tables, both projections, and a pool on it."""

from collections.abc import AsyncIterator

import pytest

from shared.kit.postgres.pool import Pool, PoolBounds, opened_pool
from tests.scoring.projections import make_scoring_tables


@pytest.fixture
async def pool(database: str) -> AsyncIterator[Pool]:
    await make_scoring_tables(database)
    async with opened_pool(database, application_name="test", bounds=PoolBounds(size_max=8)) as opened:
        yield opened
