"""The memory store keeps the port's promises."""

from datetime import datetime

import pytest

from shared.kit.eventstore.memory import MemoryEventStore
from tests.support.eventstore_contract import EventStoreContract
from tests.support.eventstore_subject import Subject


class _InMemory(Subject):
    def __init__(self) -> None:
        self.store: MemoryEventStore = MemoryEventStore()

    async def outbox(self) -> list[tuple[str, int, str]]:
        return [(q.key, q.sequence, q.message.value.decode()) for q in self.store.outbox]

    async def deadlines(self) -> dict[str, datetime]:
        return {id_: change.due_at for id_, change in self.store.deadlines.items()}


class TestMemoryEventStore(EventStoreContract):
    @pytest.fixture
    def subject(self) -> Subject:
        return _InMemory()
