"""A service of its own process for tests: an API with a slow route, one good role, one that fails on demand.

python -m tests.shared.service.specimen run [--only …]
"""

import asyncio
import sys

from fastapi import APIRouter, Request
from pydantic import Field
from pydantic_settings import SettingsConfigDict

from shared.kit.cli import main, service_cli
from shared.kit.clock import SystemClock
from shared.kit.http.app import create_app
from shared.kit.http.edge import Edge
from shared.kit.http.health import Health
from shared.kit.http.keys import MIGRATIONS
from shared.kit.http.signed_cursors import Cursors
from shared.kit.service import Resources, Service
from shared.kit.settings import ServiceSettings
from tests.support.keys import MemoryKeys


class SpecimenSettings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="SPECIMEN_")

    http_port: int = Field(default=0, description="Port the HTTP server binds; 0 takes a free one")
    fault: str = Field(default="", description="Which part fails: role, ends, wiring or closing")


def say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


class Worker:
    """Works until told to stop, or fails as the settings ask."""

    def __init__(self, name: str, fault: str = "") -> None:
        self.name, self._fault = name, fault

    async def run(self, stop: asyncio.Event) -> None:
        say(f"{self.name} runs")
        if self._fault == "role":
            raise RuntimeError("the role broke")
        if self._fault == "ends":
            return
        await stop.wait()
        say(f"{self.name} stopped")

    async def check(self) -> str | None:
        return None


def routes() -> APIRouter:
    router = APIRouter(prefix="/v1")

    @router.get("/slow")
    async def slow() -> dict[str, bool]:
        say("slow begun")
        await asyncio.sleep(0.6)
        return {"finished": True}

    @router.post("/echo")
    async def echo(request: Request) -> dict[str, int]:
        return {"bytes": len(await request.body())}

    return router


async def wire(settings: SpecimenSettings, resources: Resources) -> Service:
    resources.callback(say, "first closed")
    resources.callback(say, "second closed")
    if settings.fault == "wiring":
        raise ConnectionRefusedError("no database here")
    clock, health = SystemClock(), Health()
    edge = Edge(
        "specimen", MemoryKeys(clock).ring(), Cursors(settings.cursor_secret.get_secret_value()), clock
    )
    app = create_app(edge, health, title="Specimen", routers=[routes()])
    return Service(health, app, (Worker("relay"), Worker("deadlines", settings.fault)))


if __name__ == "__main__":
    sys.exit(main(service_cli(SpecimenSettings, wire, [MIGRATIONS])))
