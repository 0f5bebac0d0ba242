"""The composition root of notify: what it opens, what it can do, what it runs, what it serves."""

import asyncio
import os
import socket
from collections.abc import Callable
from pathlib import Path
from random import SystemRandom
from typing import cast
from uuid import uuid4

from services.notify.delivery.api import delivery_router
from services.notify.delivery.log import DeliveryLog
from services.notify.delivery.use_cases import Deliveries
from services.notify.dispatch.calls import Post
from services.notify.dispatch.dispatcher import Dispatcher
from services.notify.dispatch.ledger import Ledger
from services.notify.dispatch.shards import Shards
from services.notify.dispatch.upkeep import Upkeep
from services.notify.endpoint.addresses import AddressPolicy
from services.notify.endpoint.api import endpoint_router
from services.notify.endpoint.log import EndpointLog
from services.notify.endpoint.secrets import Vault
from services.notify.endpoint.use_cases import Endpoints
from services.notify.intake.model import Intake
from services.notify.problems import PROBLEMS
from services.notify.sender.client import Sender
from services.notify.sender.gate import system_lookup
from services.notify.settings import NotifySettings
from shared.kit.assembly import Assembly
from shared.kit.clock import Clock
from shared.kit.ground import Ground, kit_migrations
from shared.kit.projection.options import CrashPoint, Options
from shared.kit.projection.session import CONNECTIONS_HELD
from shared.kit.service import Resources, Service

MODEL = Intake()

MIGRATIONS = (
    *kit_migrations("eventstore", "outbox", "http"),
    Path(__file__).parent / "sql" / "migrations",
)
"""What `migrate` applies, in order: the kit's, then the ledger."""

POOLS = {"intake": CONNECTIONS_HELD + 1, "dispatch": 5}
"""Connections: leases, supply and outcomes never wait for each other, for the intake or for requests."""


async def wire(settings: NotifySettings, resources: Resources, *, clock: Clock | None = None) -> Service:
    """Return the service with its application and roles; `resources` closes what was opened."""
    ground = await Ground.opened(settings, resources, POOLS, clock)
    sender = Sender(AddressPolicy.of(settings.allowed_networks), system_lookup)
    resources.push_async_callback(sender.close)
    return assemble(ground, sender)


def assemble(ground: Ground[NotifySettings], sender: Post) -> Service:
    """Return the service on that ground. Opens nothing, so that its routes can be described anywhere."""
    settings, dispatch = ground.settings, ground.pools["dispatch"]
    vault, policy = (
        Vault(settings.encryption_key.get_secret_value()),
        AddressPolicy.of(settings.allowed_networks),
    )
    dispatcher, upkeep = _dispatcher(ground, vault, sender), Upkeep(dispatch)

    async def dispatching(stop: asyncio.Event) -> None:
        # After a long rest no partition of today is there, and the first outcome would end the process.
        await upkeep.made(stop)
        await dispatcher.run(stop)

    endpoints = Endpoints(ground.api, vault, policy, system_lookup, ground.topic())
    deliveries = Deliveries(ground.api)
    parts = Assembly(ground, MIGRATIONS)
    parts.relay()
    parts.commands("dispatch")
    parts.role("dispatch", dispatching)
    parts.role("upkeep", upkeep.run)
    parts.projection(MODEL, "intake", options=Options(at=_telling(dispatcher)))
    parts.report("ledger", upkeep.standing)
    parts.report("dispatch", dispatcher.report)
    return parts.served(
        "Tuoke notify 事件推送",
        [
            endpoint_router(endpoints, EndpointLog(ground.api)),
            delivery_router(deliveries, DeliveryLog(ground.api)),
        ],
        PROBLEMS,
    )


def imagined() -> Service:
    """Return the service on no ground, to be described; it sends nothing."""
    return assemble(Ground.imagined(NotifySettings, POOLS), cast("Post", None))


def _telling(dispatcher: Dispatcher) -> Callable[[CrashPoint], None]:
    # In memory and not by NOTIFY, whose lock at commit is the whole database's.
    return lambda point: dispatcher.told() if point == "committed" else None


def _dispatcher(ground: Ground[NotifySettings], vault: Vault, sender: Post) -> Dispatcher:
    pool, chance = ground.pools["dispatch"], SystemRandom()
    # A new name for each start: an owner that comes back must not be taken for the one that died.
    owner = f"{socket.gethostname()}-{os.getpid()}-{uuid4().hex[:8]}"
    return Dispatcher(
        pool=pool,
        ledger=Ledger(pool, vault),
        shards=Shards(pool, owner),
        sender=sender,
        clock=ground.clock,
        topic=ground.topic(),
        jitter=lambda: chance.uniform(-1, 1),
    )
