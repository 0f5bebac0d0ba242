"""A part that failed for the moment begins anew, with growing pauses, and not for ever."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from aiokafka.errors import KafkaError

from shared.kit import metrics
from shared.kit.errors import Fenced, KitError, Operational, Unavailable
from shared.kit.pauses import set_within
from shared.kit.postgres.failures import is_momentary
from shared.kit.projection.consumption import RESTART_PAUSE_MAX_S, RESTART_PAUSE_MIN_S, RESTARTS_MAX

log = structlog.get_logger()


class Restarts:
    """Counts failures since the last progress; `progress` is any number that grows with work done."""

    def __init__(self, name: str, progress: Callable[[], int]) -> None:
        self._name, self._progress = name, progress

    async def keep(self, live: Callable[[asyncio.Event], Awaitable[None]], stop: asyncio.Event) -> None:
        """`live` runs until `stop`. Raises what is not momentary, or came `RESTARTS_MAX` times in a row."""
        failures, progress = 0, self._progress()
        while not stop.is_set():
            try:
                await live(stop)
            except Exception as error:
                if self._progress() != progress:
                    failures, progress = 0, self._progress()
                failures += 1
                metrics.consumer_failures.labels(self._name, _reason(error)).inc()
                if not mends(error) or failures > RESTARTS_MAX:
                    raise
                log.warning("projection.restarted", projection=self._name, failures=failures, error=error)
                await set_within(stop, min(RESTART_PAUSE_MAX_S, RESTART_PAUSE_MIN_S * 2 ** (failures - 1)))


def mends(error: Exception) -> bool:
    """Return whether beginning anew may help."""
    if isinstance(error, Operational):
        return isinstance(error, Fenced | Unavailable)
    return isinstance(error, KafkaError) or is_momentary(error)


def _reason(error: Exception) -> str:
    if isinstance(error, KitError):
        return error.code
    if isinstance(error, KafkaError):
        return "kafka"
    return "database" if is_momentary(error) else "defect"
