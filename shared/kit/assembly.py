"""A service put together: each part is made here, runs as a role and is told of in `/v1/status`.

A service's wiring names its parts one by one; what it does not name, it does not have. Nothing is
opened, so that an assembled service can be described anywhere.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from fastapi import APIRouter

from shared.kit.deadlines.backlog import backlog
from shared.kit.deadlines.due import Handler
from shared.kit.deadlines.worker import DeadlineWorker
from shared.kit.eventstore.port import EventStore
from shared.kit.eventstore.postgres import PostgresEventStore
from shared.kit.eventstore.upkeep import forget_commands
from shared.kit.ground import Ground, consumption
from shared.kit.hourly import Hourly
from shared.kit.http.app import NO_EXAMPLES, create_app
from shared.kit.http.health import Check, Health, Report
from shared.kit.http.limits import Bounds
from shared.kit.http.problems import Problem
from shared.kit.inbox.consumer import InboxConsumer
from shared.kit.inbox.inbox import Accept, Inbox
from shared.kit.outbox.gauges import Gauges
from shared.kit.outbox.relay import Relay
from shared.kit.part import Part
from shared.kit.postgres.migrate import pending
from shared.kit.projection.dead_letters import counts
from shared.kit.projection.options import Options
from shared.kit.projection.plain_host import PlainHost
from shared.kit.projection.port import ReadModel
from shared.kit.projection.projector import Projector
from shared.kit.projection.status import status
from shared.kit.roles import Role
from shared.kit.service import Service

Counts = Callable[[], Awaitable[Mapping[str, int]]]
"""How many letters are open, by the reason they were refused for."""


class Hosted(Role, Protocol):
    """A role that projects, and tells where it stands."""

    async def report(self) -> Mapping[str, object]:
        """Return the part of `/v1/status` that this process knows."""
        ...


class Assembly:
    """One process of a service, as far as it is put together."""

    def __init__(self, ground: Ground[Any], migrations: Sequence[Path]) -> None:
        """The process is ready only when the database answers and has seen all of `migrations`."""
        self._ground, self._health = ground, Health()
        self._roles: list[Role] = []
        self._wakes: list[Callable[[], None]] = []
        self._refused: list[Counts] = []
        self._projections: dict[str, Report] = {}
        self._health.checks |= {"database": self._database, "migrations": self._migrated(migrations)}
        self._health.reports |= {"projections": self._standing, "dead_letters": self._letters}

    def relay(self) -> None:
        """What the outbox holds goes to the service's topics."""
        gauges, settings = Gauges(), self._ground.settings
        relay = Relay(settings.database_url, settings.kafka_bootstrap, self._ground.topic(), gauges)
        self._wakes.append(relay.wake)
        self.report("outbox", gauges.report)
        self.role("relay", relay.run)

    def store(self) -> PostgresEventStore:
        """Return the event store; each of its commits wakes the relay and the deadlines."""
        return PostgresEventStore(self._ground.api, self._committed)

    def commands(self, pool: str) -> None:
        """Outcomes of commands are forgotten in their time."""
        self.role("commands", Hourly("commands", partial(forget_commands, self._ground.pools[pool])).run)

    def deadlines(self, handlers: Mapping[str, Handler], pool: str) -> None:
        """What falls due goes to its handler, by the deadline's kind."""
        ground = self._ground
        worker = DeadlineWorker(ground.pools[pool], handlers, ground.clock)

        async def standing() -> Mapping[str, object]:
            return asdict(await backlog(ground.api, ground.clock.now()))

        self._wakes.append(worker.wake)
        self.report("deadlines", standing)
        self.role("deadlines", worker.run)

    def inbox(self, accepts: Mapping[str, Accept[Any]], store: EventStore) -> Inbox:
        """Return the inbox, which the inbox topic's events come to as well; letters are kept as it says."""
        ground, letters = self._ground, self._ground.letters()
        inbox = Inbox(ground.service, accepts, store, letters, ground.clock)
        kept = {type_: one.kept for type_, one in accepts.items() if one.kept is not None}
        if kept:
            self.role("letters", Hourly("letters", partial(letters.forget, kept)).run)
        group = f"{ground.settings.topic_prefix}.{ground.service}"
        bootstrap = ground.settings.kafka_bootstrap
        self._refused.append(letters.counts)
        self.role("inbox", InboxConsumer(inbox, bootstrap, ground.topic("inbox.v1"), group).run)
        return inbox

    def projection(
        self,
        model: ReadModel[Any],
        pool: str,
        host: Callable[..., Hosted] = PlainHost,
        options: Options | None = None,
    ) -> None:
        """The read model's rows follow the log."""
        ground = self._ground
        projector = Projector(ground.pools[pool], model, options)
        hosted = host(projector, consumption(ground.settings, model), ground.clock)
        self.projected_elsewhere(model)
        stored = self._projections[model.name]

        async def standing() -> Mapping[str, object]:
            return {**await stored(), **await hosted.report()}

        self._projections[model.name] = standing
        self._roles.append(hosted)

    def projected_elsewhere(self, model: ReadModel[Any]) -> None:
        """The read model's rows, which another process writes, are told of here."""
        api = self._ground.api
        self._projections[model.name] = partial(status, api, model)
        self._refused.append(partial(counts, api, model))

    def role(self, name: str, work: Callable[[asyncio.Event], Awaitable[None]]) -> None:
        """The process has one more part, which works until it is told to stop."""
        self._roles.append(Part(name, work))

    def check(self, name: str, check: Check) -> None:
        """The process is ready only when this is well, too, whichever of its parts run."""
        self._health.checks[name] = check

    def report(self, name: str, report: Report) -> None:
        """`/v1/status` has one more part."""
        self._health.reports[name] = report

    def served(
        self,
        title: str,
        routers: Sequence[APIRouter],
        problems: Iterable[Problem] = (),
        examples: Mapping[type[Any], Any] = NO_EXAMPLES,
    ) -> Service:
        """Return the process with its API.

        `problems` are the service's own rejections, `examples` are of bodies' classes.
        """
        bounds = Bounds(request_timeout=self._ground.settings.request_timeout)
        app = create_app(
            self._ground.edge(),
            self._health,
            title=title,
            routers=routers,
            problems=problems,
            bounds=bounds,
            examples=examples,
        )
        return Service(self._health, app, self._roles)

    def unserved(self) -> Service:
        """Return the process; its port has probes and metrics only."""
        return Service(self._health, None, self._roles)

    def _committed(self) -> None:
        for wake in self._wakes:
            wake()

    async def _standing(self) -> Mapping[str, object]:
        return {name: await standing() for name, standing in self._projections.items()}

    async def _letters(self) -> Mapping[str, object]:
        open_letters: Counter[str] = Counter()
        for refused in self._refused:
            open_letters.update(await refused())
        return open_letters

    async def _database(self) -> str | None:
        await self._ground.api.fetchval("SELECT 1")
        return None

    def _migrated(self, migrations: Sequence[Path]) -> Callable[[], Awaitable[str | None]]:
        async def migrated() -> str | None:
            async with self._ground.api.acquire() as connection:
                waiting = await pending(connection, migrations)
            return f"not yet applied: {', '.join(waiting)}" if waiting else None

        return migrated
