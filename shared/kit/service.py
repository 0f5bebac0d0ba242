"""One process: its roles and its HTTP server in one event loop, started together and stopped in order.

A role that fails ends the process with exit code 1, because a half-working process is worse than a
restarted one. SIGTERM and SIGINT: /readyz says 503, the intake stops, roles finish, resources close
in reverse order, all within `STOP_S`. Correctness never depends on this: `kill -9` leaves the same
state behind.
"""

import asyncio
import os
import signal
import socket
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from typing import TypeVar

import structlog
import uvloop
from starlette.types import ASGIApp

from shared.kit import collector, logging, metrics, tracing
from shared.kit.http.app import create_probes
from shared.kit.http.health import Health
from shared.kit.http.server import Server, bound
from shared.kit.roles import API, Role, UnknownRole, chosen
from shared.kit.settings import ServiceSettings

log = structlog.get_logger()

STOP_S = 25.0
ROLES_STOP_S = 10.0
CLOSE_S = 6.0

OK, FAILED = 0, 1

__all__ = ["Resources", "Role", "Service", "UnknownRole", "Wire", "run_service"]


@dataclass(frozen=True, slots=True)
class Service:
    """What wiring made: the application, the roles, and the health they all report to."""

    health: Health
    app: ASGIApp | None = None
    roles: Sequence[Role] = field(default_factory=tuple)


S = TypeVar("S", bound=ServiceSettings)

Resources = AsyncExitStack
"""Where wiring enters what must be closed; closed in reverse order, after every role has stopped."""

Wire = Callable[[S, Resources], Awaitable[Service]]


def run_service(settings: S, wire: Wire[S], only: Collection[str] = ()) -> int:
    """The service has run until it was told to stop or a part failed; returns the exit code.

    `only` names the parts to run (`api` is the HTTP routes); empty means all. A process without
    the API still serves probes and metrics on its port. Raises `UnknownRole` before anything runs.
    """
    logging.configure(settings.service, settings.log_level)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_serve(settings, wire, frozenset(only)))


async def _serve(settings: S, wire: Wire[S], only: frozenset[str]) -> int:
    stop, code = _stop_on_signals(), FAILED
    async with AsyncExitStack() as outer:
        # Bound first: a taken port must be known before connections and leases are opened.
        listener = outer.enter_context(bound(settings.http_host, settings.http_port))
        outer.callback(tracing.configure(settings.service, settings.otlp_endpoint))
        resources = AsyncExitStack()
        try:
            service = await wire(settings, resources)
            roles = chosen(service.roles, only, api=service.app is not None)
            app = service.app if service.app is not None and (not only or API in only) else None
            server = Server(app or create_probes(service.health))
            for role in roles:
                service.health.checks[role.name] = role.check
            collector.settle()
            metrics.process_started_at_seconds.set_to_current_time()
            log.info("service.started", roles=[r.name for r in roles], port=listener.getsockname()[1])
            running = _Running(service.health, server, roles, stop, settings)
            code = await running.until_stopped([listener])
        finally:
            await _close(resources)
    return code


@dataclass(slots=True)
class _Running:
    """The parts at work, and the order in which they stop."""

    health: Health
    server: Server
    roles: Sequence[Role]
    stop: asyncio.Event
    settings: ServiceSettings

    async def until_stopped(self, sockets: list[socket.socket]) -> int:
        roles_stop, pulse_stop = asyncio.Event(), asyncio.Event()
        serving = asyncio.create_task(self.server.serve(sockets), name=API)
        pulse = asyncio.create_task(self.health.beat(pulse_stop), name="pulse")
        parts = [asyncio.create_task(role.run(roles_stop), name=role.name) for role in self.roles]
        told = asyncio.create_task(self.stop.wait(), name="told to stop")
        self.health.started = True
        await asyncio.wait([serving, *parts, told], return_when=asyncio.FIRST_COMPLETED)
        ended = [task for task in (serving, *parts) if task.done()]
        failed = bool(ended)
        for task in ended:
            _log_end(task)
        hard = asyncio.get_running_loop().call_later(STOP_S, _exit_hard)
        self.health.draining = True
        if not failed:
            # Balancers must see the 503 while connections are still taken, or they send us more.
            await asyncio.sleep(self.settings.drain_notice.total_seconds())
        self.server.stop()
        await asyncio.wait([serving])
        # Roles stop after the intake: the relay then carries out what the last requests wrote.
        roles_stop.set()
        failed |= await _finished(parts)
        pulse_stop.set()
        told.cancel()
        await asyncio.wait([pulse, told])
        hard.cancel()
        log.info("service.stopped", failed=failed)
        return FAILED if failed else OK


async def _finished(parts: Sequence[asyncio.Task[None]]) -> bool:
    """Wait for the roles, cancel those that take too long; returns whether one failed while stopping."""
    running = [task for task in parts if not task.done()]
    if not running:
        return False
    ended, late = await asyncio.wait(running, timeout=ROLES_STOP_S)
    for task in late:
        log.warning("role.cancelled", role=task.get_name(), after_s=ROLES_STOP_S)
        task.cancel()
    if late:
        await asyncio.wait(late, timeout=1)
    broken = [task for task in ended if task.exception() is not None]
    for task in broken:
        _log_end(task)
    return bool(broken)


def _log_end(task: asyncio.Task[None]) -> None:
    error = None if task.cancelled() else task.exception()
    reason = error or "ended without being told to"
    log.error("role.failed", role=task.get_name(), reason=reason, exc_info=error)


async def _close(resources: AsyncExitStack) -> None:
    try:
        async with asyncio.timeout(CLOSE_S):
            await resources.aclose()
    except TimeoutError:
        log.warning("service.close_timed_out", after_s=CLOSE_S)


def _stop_on_signals() -> asyncio.Event:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def told() -> None:
        if stop.is_set():
            # The second signal is a person who does not want to wait.
            _exit_hard()
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, told)
    return stop


def _exit_hard() -> None:
    log.error("service.stopped_hard", within_s=STOP_S)
    os._exit(FAILED)
