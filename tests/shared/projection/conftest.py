"""A pool on a fresh database, and a projection made in it."""

from collections.abc import AsyncIterator

import pytest

from shared.kit.postgres.pool import Pool, PoolBounds, opened_pool


@pytest.fixture
async def pool(database: str) -> AsyncIterator[Pool]:
    async with opened_pool(database, application_name="test", bounds=PoolBounds(size_max=12)) as opened:
        yield opened
