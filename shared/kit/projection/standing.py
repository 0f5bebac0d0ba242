"""Where a projection stands, for people and metrics: offsets, lag, and what stands still."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from time import time
from typing import Any

import structlog

from shared.kit import metrics
from shared.kit.projection.batch import Prepared
from shared.kit.projection.lateness import Lateness
from shared.kit.projection.memory import TopicPartition

log = structlog.get_logger()


class Standing:
    """What one process knows of its own partitions."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.positions: dict[TopicPartition, int] = {}
        self.batches = 0
        self.records = 0
        self.parked = 0
        self._end: Mapping[TopicPartition, int] = {}
        self._lateness = Lateness()
        self._topics: set[str] = set()

    def assigned(self, positions: Mapping[TopicPartition, int]) -> None:
        """These partitions are held, from these offsets on."""
        self.positions = dict(positions)
        self._lateness.forget()
        self._topics |= {topic for topic, _ in positions}
        if positions:
            metrics.consumer_rebalances.labels(self.name).inc()
        log.info("projection.assigned", projection=self.name, partitions=len(positions))

    def taking(self, batch: Mapping[TopicPartition, Sequence[Any]]) -> None:
        """These Kafka records are being worked on."""
        self._lateness.taking(batch)

    def unacknowledged(self) -> None:
        """Kafka does not know where we are; the database does."""
        metrics.consumer_failures.labels(self.name, "unacknowledged").inc()

    def stored(self, prepared: Prepared) -> None:
        """A batch is in the database."""
        self.positions.update(prepared.ends)
        self.batches += 1
        self.records += prepared.records
        for reason, count in Counter(prepared.reasons).items():
            metrics.dead_letters.labels(self.name, reason).inc(count)
        for key, reason in prepared.parked:
            # A key that stands still is an alarm: nothing mends it but a person.
            log.error("projection.parked", projection=self.name, key=key, reason=reason)

    def measured(self, end: Mapping[TopicPartition, int], parked: int) -> None:
        """The logs end there; lag is what lies between."""
        self._end, self.parked = end, parked
        lag, waited = self.lag(), self._lateness.measured(self.positions, end, time())
        # Topics once held are said again: a partition given away must not leave its last number behind.
        for topic in self._topics:
            metrics.consumer_lag_events.labels(self.name, topic).set(lag.get(topic, 0))
            metrics.consumer_lag_seconds.labels(self.name, topic).set(waited.get(topic, 0.0))
        metrics.parked_keys.labels(self.name).set(parked)

    def lag(self) -> dict[str, int]:
        """Return the records not yet stored, by topic, as last measured."""
        lag: Counter[str] = Counter()
        for (topic, partition), position in self.positions.items():
            lag[topic] += max(0, self._end.get((topic, partition), position) - position)
        return dict(lag)

    def caught_up(
        self,
        positions: Mapping[TopicPartition, int],
        highwater: Callable[[TopicPartition], int | None],
        lag_max: int,
    ) -> Collection[int]:
        """Return the partition numbers of which no topic has more than `lag_max` unread records."""
        behind = {
            held[1]
            for held, position in positions.items()
            if (mark := highwater(held)) is None or mark - position > lag_max
        }
        return {partition for _, partition in positions} - behind

    def report(self) -> dict[str, object]:
        """Return what this process adds to its service's status."""
        return {
            "partitions": len(self.positions),
            "lag": self.lag(),
            "batches": self.batches,
            "records": self.records,
            "parked_keys": self.parked,
        }
