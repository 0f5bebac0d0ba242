"""A topic of one partition with events `0` to `5`."""

import pytest

from tests.shared.faust.lives import EVENTS, say
from tests.support.topics import make_topics


@pytest.fixture
async def topic(kafka: str, topic_prefix: str) -> str:
    name = f"{topic_prefix}.events"
    await make_topics(kafka, [name], partitions=1)
    await say(kafka, name, EVENTS)
    return name
