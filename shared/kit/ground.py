"""What a service stands on: settings, clock and pools. Everything else is made on it and opens nothing."""

import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Generic, Self, TypeVar, cast

from shared.contracts.topics import Kind, topic
from shared.kit.capability_links import CapabilityLinks
from shared.kit.clock import Clock, SystemClock
from shared.kit.eventstore.publisher import Publisher
from shared.kit.http.edge import Edge
from shared.kit.http.key_ring import KeyRing
from shared.kit.http.keys import ApiKeys
from shared.kit.http.signed_cursors import Cursors
from shared.kit.inbox.dead_letters import DeadLetters
from shared.kit.postgres.pool import Pool, PoolBounds, opened_pool
from shared.kit.projection.consumption import Consumption, topics_of
from shared.kit.projection.port import ReadModel
from shared.kit.service import Resources
from shared.kit.settings import ServiceSettings

S = TypeVar("S", bound=ServiceSettings)

IMAGINED: Any = f"{'0' * 43}="
"""Stands for every required setting where nothing is opened: 32 bytes in base64, so it may be a key."""

NO_POOLS: Mapping[str, int] = MappingProxyType({})


def kit_migrations(*parts: str) -> tuple[Path, ...]:
    """Return the folders of migrations of these parts of the kit, such as `eventstore`."""
    return tuple(Path(__file__).with_name(part) / "sql" / "migrations" for part in parts)


def consumption(settings: ServiceSettings, model: ReadModel[Any]) -> Consumption:
    """Return how a read model of the service is fed."""
    # Static membership spares a restart the dead session's timeout; a free port is a throw-away process.
    instance = f"{socket.gethostname()}-{settings.http_port}" if settings.http_port else None
    return Consumption(
        settings.kafka_bootstrap,
        f"{settings.topic_prefix}.{settings.service}.{model.name}",
        topics_of(model, settings.topic_prefix),
        "beginning",
        instance,
    )


@dataclass(frozen=True, slots=True)
class Ground(Generic[S]):
    """`api` serves the requests, `pools` what works beside them: neither ever waits for the other."""

    settings: S
    clock: Clock
    api: Pool
    pools: Mapping[str, Pool]

    @classmethod
    async def opened(
        cls,
        settings: S,
        resources: Resources,
        pools: Mapping[str, int] = NO_POOLS,
        clock: Clock | None = None,
    ) -> Self:
        """Return the ground with its pools open, each of `pools` with so many connections at most.

        `resources` closes them.
        """

        async def pool(of: str, size_max: int) -> Pool:
            bounds = PoolBounds(size_max=size_max)
            name = f"{settings.service} {of}"
            opened = opened_pool(settings.database_url, application_name=name, bounds=bounds)
            return await resources.enter_async_context(opened)

        api = await pool("api", settings.database_pool_max)
        beside = {of: await pool(of, size_max) for of, size_max in pools.items()}
        return cls(settings, clock or SystemClock(), api, beside)

    @classmethod
    def imagined(cls, settings: type[S], pools: Iterable[str] = ()) -> Self:
        """Return a ground of which nothing is there: what is assembled on it can be described, not run."""
        required = [name for name, field in settings.model_fields.items() if field.is_required()]
        nothing = cast("Pool", None)
        given = settings(**dict.fromkeys(required, IMAGINED))
        return cls(given, SystemClock(), nothing, dict.fromkeys(pools, nothing))

    @property
    def service(self) -> str:
        """The service's id, as in topics and positions."""
        return self.settings.service

    def topic(self, kind: Kind = "v1") -> str:
        """Return one of the service's topics' names."""
        return topic(self.service, kind, self.settings.topic_prefix)

    def publisher(self) -> Publisher:
        """Return what the service says its facts as, and where."""
        return Publisher(self.service, self.topic())

    def letters(self) -> DeadLetters:
        """Return the refused events of the service's inbox."""
        return DeadLetters(self.api, self.service, self.topic("dead-letter.v1"), self.clock)

    def links(self, purpose: str) -> CapabilityLinks:
        """Return the links that open things of one purpose without a key."""
        return CapabilityLinks(self.settings.api_key_pepper.get_secret_value(), purpose)

    def edge(self) -> Edge:
        """Return what every route shares."""
        pepper = self.settings.api_key_pepper.get_secret_value()
        cursors = Cursors(self.settings.cursor_secret.get_secret_value())
        keys = KeyRing(ApiKeys(self.api, pepper), pepper, self.clock)
        return Edge(self.service, keys, cursors, self.clock, self.settings.position_wait)
