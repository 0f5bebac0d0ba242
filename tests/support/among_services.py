"""A whole service on topics of its own, among services that the test speaks for."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from shared.contracts.topics import KINDS, topic
from shared.kit.service import Wire
from tests.support.speaking import Speaker, speaking
from tests.support.topics import make_topics
from tests.support.whole_service import Caller, S, serving

SPEAKING = ("leads", "visits", "scoring")
"""Services whose topics others read."""


async def make_topics_around(service: str, kafka: str, prefix: str) -> None:
    """The service's own topics exist, and those on which the others speak."""
    others = [topic(one, prefix=prefix) for one in SPEAKING if one != service]
    await make_topics(kafka, [*others, *(topic(service, kind, prefix) for kind in KINDS)])


@asynccontextmanager
async def among_services(
    wire: Wire[S], settings: S, roles: Callable[[str], bool] = lambda _: True
) -> AsyncIterator[tuple[Caller, Speaker]]:
    """Yield who calls the running service, and who speaks on its topics for the others."""
    kafka, prefix = settings.kafka_bootstrap, settings.topic_prefix
    await make_topics_around(settings.service, kafka, prefix)
    async with serving(wire, settings, roles=roles) as call, speaking(kafka, prefix) as speak:
        yield call, speak
