"""An outbox, and the topic that its rows are for."""

import pytest

from tests.support.outbox import make_tables
from tests.support.topics import make_topics


@pytest.fixture
async def topic(database: str, kafka: str, topic_prefix: str) -> str:
    await make_tables(database)
    name = f"{topic_prefix}.leads.v1"
    await make_topics(kafka, [name])
    return name
