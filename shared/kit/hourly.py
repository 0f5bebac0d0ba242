"""What is forgotten in time: once an hour, in every process, and harmless to miss."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from shared.kit.pauses import set_within
from shared.kit.postgres.failures import is_momentary

HOUR_S = 3600.0

_log = structlog.get_logger()


class Hourly:
    """A role that forgets what is old; `forget` returns how much that was, and `what` names it in the log."""

    def __init__(self, what: str, forget: Callable[[], Awaitable[int]]) -> None:
        """Nothing runs until the role does."""
        self._what, self._forget = what, forget

    async def run(self, stop: asyncio.Event) -> None:
        """Forget what is old at once and every hour, until `stop`."""
        while not stop.is_set():
            try:
                forgotten = await self._forget()
            except Exception as error:
                if not is_momentary(error):
                    raise
                _log.warning("upkeep.interrupted", of=self._what, error=error)
            else:
                _log.info("upkeep.forgotten", **{self._what: forgotten})
            await set_within(stop, HOUR_S)
