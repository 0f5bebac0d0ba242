"""A scoring database: the kit's tables, both projections, and a pool on it."""

from collections.abc import AsyncIterator

import pytest

from shared.kit.postgres.pool import Pool, PoolBounds, opened_pool
from tests.scoring.policy_company import Company, company_at_work
from tests.scoring.projections import make_scoring_tables
from tests.support.topics import make_topics


@pytest.fixture
async def pool(database: str) -> AsyncIterator[Pool]:
    await make_scoring_tables(database)
    async with opened_pool(database, application_name="test", bounds=PoolBounds(size_max=8)) as opened:
        yield opened


@pytest.fixture
async def company(pool: Pool, database: str, kafka: str, topic_prefix: str) -> AsyncIterator[Company]:
    """A company under the default policy."""
    del pool
    await make_topics(kafka, [f"{topic_prefix}.{source}.v1" for source in ("leads", "visits", "scoring")])
    async with company_at_work(database, kafka, topic_prefix) as at_work:
        yield at_work
