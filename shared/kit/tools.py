"""What the verbs of a command line need of a service: its read models, its pools, and nothing that runs."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from shared.kit import collector
from shared.kit.eventstore.postgres import PostgresEventStore
from shared.kit.eventstore.replay import Publishes
from shared.kit.ground import Ground
from shared.kit.inbox.dead_letters import DeadLetters
from shared.kit.inbox.inbox import Accept, Inbox
from shared.kit.postgres.pool import Pool, PoolBounds, opened_pool
from shared.kit.projection.port import ReadModel
from shared.kit.settings import ServiceSettings, load

S = TypeVar("S", bound=ServiceSettings)
T = TypeVar("T")

VERB_POOL_MAX = 8
"""Connections of one verb: a new fold's, the live rows', and some to spare."""

Models = Callable[[str], Sequence[ReadModel[Any]]]
"""A service's read models, by the first part of its topics' names."""


class Degraded(Exception):  # noqa: N818 -- an outcome
    """The command did its work and found something wrong; ends the process with code 3."""


@dataclass(frozen=True, slots=True)
class Tools:
    """The store with the kinds of its streams, and the inbox with what it refused."""

    pool: Pool
    store: PostgresEventStore
    kinds: Mapping[str, Publishes]
    inbox: Inbox
    letters: DeadLetters

    @classmethod
    def on(
        cls,
        ground: Ground[Any],
        store: PostgresEventStore,
        kinds: Mapping[str, Publishes],
        accepts: Mapping[str, Accept[Any]],
    ) -> Self:
        """Return the tools of a service with these kinds of streams, which takes these events."""
        letters = ground.letters()
        inbox = Inbox(ground.service, accepts, store, letters, ground.clock)
        return cls(ground.api, store, kinds, inbox, letters)


OpenTools = Callable[[S, AsyncExitStack], Awaitable[Tools]]
"""The service's wiring: opens what the tools need; the stack closes it."""


def with_tools(settings: type[S], opened: OpenTools[S], work: Callable[[Tools], Awaitable[T]]) -> T:
    """Return what `work` returned; everything opened for it is closed."""

    async def worked() -> T:
        async with AsyncExitStack() as resources:
            return await work(await opened(load(settings), resources))

    return asyncio.run(worked())


def as_runtime(settings: ServiceSettings, work: Callable[[Pool], Awaitable[T]]) -> T:
    """Return what `work` returned with the rights of the service; its pool is closed."""
    return asyncio.run(_with_pool(settings.service, settings.database_url, work))


def as_owner(settings: ServiceSettings, work: Callable[[Pool], Awaitable[T]]) -> T:
    """Return what `work` returned with the rights of the owner, who may make a schema; its pool is closed."""
    return asyncio.run(_with_pool(settings.service, settings.owner_url, work))


async def _with_pool(service: str, url: str, work: Callable[[Pool], Awaitable[T]]) -> T:
    bounds = PoolBounds(size_max=VERB_POOL_MAX)
    async with opened_pool(url, application_name=f"{service} verb", bounds=bounds) as pool:
        # A fold of a whole log is batches for as long as it takes, as a service's work is.
        collector.settle()
        return await work(pool)
