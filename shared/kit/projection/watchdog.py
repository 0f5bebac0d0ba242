"""Liveness is progress, not a port: unread records and none stored for too long end the process."""

from collections.abc import Mapping
from time import monotonic
from typing import Any

from shared.kit.errors import Operational
from shared.kit.projection.memory import TopicPartition


class Stalled(Operational):
    """Records wait and none is stored. Consumers are known to stop fetching after a rebalance."""

    code = "stalled"


class Watchdog:
    """Remembers when something was last stored or nothing was waiting."""

    def __init__(self, name: str, stalled_s: float) -> None:
        self._name, self._stalled_s = name, stalled_s
        self._stood: Any = None
        self._since = monotonic()

    def observe(self, stored: Mapping[TopicPartition, int], end: Mapping[TopicPartition, int]) -> None:
        """Raises `Stalled` when records have waited too long without progress."""
        standing = dict(stored)
        waiting = sum(max(0, end[held] - at) for held, at in standing.items() if held in end)
        if not waiting or standing != self._stood:
            self._stood, self._since = standing, monotonic()
        elif monotonic() - self._since > self._stalled_s:
            raise Stalled(f"{self._name}: {waiting} records wait, none stored in {self._stalled_s:g} s")
