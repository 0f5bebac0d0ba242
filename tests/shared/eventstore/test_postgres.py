"""The Postgres store keeps the port's promises on a real database."""

from datetime import datetime

import pytest

from shared.kit.eventstore.postgres import PostgresEventStore
from shared.kit.postgres.pool import Pool
from tests.support.eventstore_contract import EventStoreContract
from tests.support.eventstore_subject import Subject


class _InPostgres(Subject):
    def __init__(self, pool: Pool) -> None:
        self.store = PostgresEventStore(pool)
        self._pool = pool

    async def outbox(self) -> list[tuple[str, int, str]]:
        rows = await self._pool.fetch("SELECT key, sequence, value FROM outbox ORDER BY position")
        return [(row["key"], row["sequence"], row["value"].decode()) for row in rows]

    async def deadlines(self) -> dict[str, datetime]:
        rows = await self._pool.fetch("SELECT id, due_at FROM deadlines")
        return {row["id"]: row["due_at"] for row in rows}


class TestPostgresEventStore(EventStoreContract):
    @pytest.fixture
    def subject(self, pool: Pool) -> Subject:
        return _InPostgres(pool)
