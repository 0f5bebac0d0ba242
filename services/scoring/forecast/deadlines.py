"""What becomes of each deadline of a forecast, and how the first of them comes to be."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from hashlib import sha256

import structlog

from services.scoring.forecast.decide.chain import CLOSE, COMPARE, FIGURES, FINISH, MAKE, PAGES, REVISE
from services.scoring.forecast.use_cases import Forecasts
from shared.kit.clock import Clock
from shared.kit.deadlines.due import Due, Handler
from shared.kit.errors import Operational
from shared.kit.eventstore.handle import Request
from shared.kit.eventstore.port import CommandId
from shared.kit.pauses import set_within
from shared.kit.postgres.failures import is_momentary

DEADLINES_PRINCIPAL = "scoring:deadlines"
SCHEDULED_EVERY_S = 60.0
"""How often it is looked whether a run stands: only before the first one, and after a person's mending."""

log = structlog.get_logger()


def deadline_handlers(forecasts: Forecasts, clock: Clock) -> Mapping[str, Handler]:
    """Return what becomes of each kind of deadline."""

    def request(due: Due) -> Request:
        return due.request(clock, DEADLINES_PRINCIPAL)

    async def make(due: Due) -> None:
        await forecasts.begin(due.detail["month"], request(due))

    async def page(due: Due) -> None:
        detail = due.detail
        await forecasts.make_page(detail["month"], int(detail["page"]), detail["after"], request(due))

    async def finish(due: Due) -> None:
        await forecasts.finish(due.detail["month"], request(due))

    async def figures(due: Due) -> None:
        await forecasts.make_figures(due.detail["month"], _page(due), request(due))

    async def close(due: Due) -> None:
        await forecasts.close(due.detail["month"], request(due))

    async def compare(due: Due) -> None:
        await forecasts.compare(due.detail["month"], _page(due), request(due))

    async def revise(due: Due) -> None:
        await forecasts.revise(due.detail["month"], _page(due), request(due))

    making = {MAKE: make, PAGES: page, FINISH: finish, FIGURES: figures, CLOSE: close}
    return {**making, COMPARE: compare, REVISE: revise}


def _page(due: Due) -> int:
    # Set before figures had pages, a deadline is of the first.
    return int(due.detail.get("page", "1"))


def scheduling(forecasts: Forecasts, clock: Clock) -> Callable[[asyncio.Event], Awaitable[None]]:
    """Return the part of the service that sees to it that a month's run stands to be made."""

    async def work(stop: asyncio.Event) -> None:
        while not stop.is_set():
            now = clock.now()
            text = f"schedule {now.isoformat()}"
            command = CommandId(text, sha256(text.encode()).digest())
            try:
                await forecasts.schedule(Request(command, now, DEADLINES_PRINCIPAL))
            except Exception as error:
                if not (isinstance(error, Operational) or is_momentary(error)):
                    raise
                log.warning("forecast.not_scheduled", error=error)
            await set_within(stop, SCHEDULED_EVERY_S)

    return work
