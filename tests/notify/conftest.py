"""A migrated database, a pool on it, and a receiver, for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from services.notify.intake.model import Intake
from shared.kit.postgres.migrate import migrate
from shared.kit.postgres.pool import Pool, PoolBounds, opened_pool
from shared.kit.projection import schema
from tests.notify.ledger import Hands
from tests.notify.receiver import Receiver, receiving

ROOT = Path(__file__).parents[2]
FOLDERS = [
    ROOT / "shared" / "kit" / "eventstore" / "sql" / "migrations",
    ROOT / "services" / "notify" / "sql" / "migrations",
]


@pytest_asyncio.fixture
async def pool(database: str) -> AsyncIterator[Pool]:
    """A pool on a database with notify's schema."""
    await migrate(database, FOLDERS)
    async with opened_pool(database, application_name="test", bounds=PoolBounds(size_max=6)) as opened:
        async with opened.acquire() as connection:
            await schema.ensure(connection, Intake())
        yield opened


@pytest_asyncio.fixture
async def hands(pool: Pool) -> Hands:
    """Hands on the ledger."""
    return Hands.on(pool)


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A plain receiver on loopback."""
    async with receiving() as running:
        yield running
