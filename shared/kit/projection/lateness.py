"""How long the oldest unread record of each topic has waited, without reading it.

A log's end as it was seen at some time tells when the records up to it had come. For a backlog that
is older than what was seen, the record in hand tells: while it is worked off, the next is as old.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any, Final

from shared.kit.projection.memory import TopicPartition

ENDS_MAX: Final = 900
"""Ends remembered of one partition: half an hour, when records come all the time."""


class Lateness:
    """Told what is taken and where the logs end; times are seconds of the wall clock."""

    def __init__(self) -> None:
        self._ends: dict[TopicPartition, deque[tuple[float, int]]] = {}
        self._in_hand: dict[TopicPartition, float] = {}

    def forget(self) -> None:
        """Other partitions are held from now on."""
        self._ends.clear()
        self._in_hand.clear()

    def taking(self, batch: Mapping[TopicPartition, Sequence[Any]]) -> None:
        """These Kafka records are being worked on; their `timestamp` is in milliseconds."""
        for held, records in batch.items():
            if records:
                self._in_hand[held[0], held[1]] = records[0].timestamp / 1000

    def measured(
        self, positions: Mapping[TopicPartition, int], end: Mapping[TopicPartition, int], now: float
    ) -> dict[str, float]:
        """Return the seconds by topic, 0 where nothing is unread; the logs end at `end` now."""
        waited: dict[str, float] = {}
        for held, position in positions.items():
            if held in end:
                since = self._unread_since(held, position, end[held], now)
                waited[held[0]] = max(waited.get(held[0], 0.0), now - since)
        return waited

    def _unread_since(self, held: TopicPartition, position: int, end: int, now: float) -> float:
        ends = self._ends.setdefault(held, deque(maxlen=ENDS_MAX))
        if not ends or ends[-1][1] != end:
            ends.append((now, end))
        # The newest end that is wholly read stays: what came after it came at the next one's time.
        while len(ends) > 1 and ends[1][1] <= position:
            ends.popleft()
        if end <= position:
            return now
        if ends[0][1] <= position:
            return ends[1][0]
        return min(now, self._in_hand.get(held, ends[0][0]))
