"""A service behind a real socket, in a thread with a loop of its own, for callers that block."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from shared.contracts.roles import Role
from shared.kit.http.server import Server, bound
from shared.kit.service import Resources, Service, Wire
from shared.kit.settings import ServiceSettings
from tests.support.whole_service import serving

S = TypeVar("S", bound=ServiceSettings)
WITHIN_S = 30


@dataclass(frozen=True, slots=True)
class Address:
    """Where the service answers, and a token for each role."""

    url: str
    tokens: dict[Role, str]


@contextmanager
def served_apart(wire: Wire[S], settings: S, roles: Callable[[str], bool]) -> Iterator[Address]:
    """Yield the address of the running service; of its roles, those run whose names `roles` picks."""
    told: Future[tuple[Address, Callable[[], None]]] = Future()
    with ThreadPoolExecutor(1, "service") as thread:
        ended = thread.submit(asyncio.run, _serve(wire, settings, roles, told))
        ended.add_done_callback(lambda done: None if told.done() else told.set_exception(_reason(done)))
        address, stop = told.result(WITHIN_S)
        try:
            yield address
        finally:
            stop()
            ended.result(WITHIN_S)


def _reason(done: Future[None]) -> BaseException:
    return done.exception() or RuntimeError("the service ended before it answered")


async def _serve(
    wire: Wire[S],
    settings: S,
    roles: Callable[[str], bool],
    told: Future[tuple[Address, Callable[[], None]]],
) -> None:
    wired: list[Service] = []

    async def noted(given: S, resources: Resources) -> Service:
        wired.append(await wire(given, resources))
        return wired[0]

    with bound("127.0.0.1", 0) as listener:
        async with serving(noted, settings, roles=roles) as caller:
            app = wired[0].app
            assert app is not None
            server, loop = Server(app), asyncio.get_running_loop()
            url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            told.set_result((Address(url, caller.tokens), lambda: _soon(loop, server)))
            await server.serve([listener])


def _soon(loop: asyncio.AbstractEventLoop, server: Server) -> None:
    loop.call_soon_threadsafe(server.stop)
