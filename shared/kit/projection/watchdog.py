"""Liveness is progress, not a port: a partition with unread records and none stored ends the process."""

from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic

from shared.kit.errors import Operational
from shared.kit.projection.memory import TopicPartition


class Stalled(Operational):
    """Records wait and none is stored. Consumers are known to stop fetching after a rebalance."""

    code = "stalled"


@dataclass(frozen=True, slots=True)
class _Stood:
    position: int
    since: float


class Watchdog:
    """Remembers of each partition when something was last stored or nothing was waiting.

    Of each, since a consumer may stop to fetch one of them while the others flow.
    """

    def __init__(self, name: str, stalled_s: float) -> None:
        self._name, self._stalled_s = name, stalled_s
        self._stood: dict[TopicPartition, _Stood] = {}

    def observe(self, stored: Mapping[TopicPartition, int], end: Mapping[TopicPartition, int]) -> None:
        """Raises `Stalled` when records of a partition have waited too long without progress."""
        now = monotonic()
        self._stood = {held: self._standing(held, at, end.get(held, at), now) for held, at in stored.items()}
        stalled = [held for held, stood in self._stood.items() if now - stood.since > self._stalled_s]
        if stalled:
            named = ", ".join(f"{topic}/{partition}" for topic, partition in sorted(stalled)[:3])
            raise Stalled(
                f"{self._name}: {len(stalled)} partitions have records and stored none in"
                f" {self._stalled_s:g} s: {named}"
            )

    def _standing(self, held: TopicPartition, at: int, end: int, now: float) -> _Stood:
        before = self._stood.get(held)
        if before is None or end <= at or before.position != at:
            return _Stood(at, now)
        return before
