"""How far a member of the inbox's group is behind its topic, at `/metrics`."""

import time
from collections.abc import Mapping
from typing import Final

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import IllegalStateError

from shared.kit import metrics

CONSUMER: Final = "inbox"

Polled = Mapping[TopicPartition, list["ConsumerRecord[bytes, bytes]"]]


class Lag:
    """Told after each poll, and after each batch that is settled; asks the broker nothing."""

    def __init__(self, topic: str) -> None:
        self._events = metrics.consumer_lag_events.labels(CONSUMER, topic)
        self._rebalances = metrics.consumer_rebalances.labels(CONSUMER)
        self._assigned: frozenset[TopicPartition] = frozenset()
        self._oldest_s: float | None = None
        # Asked when scraped: a batch that waits for the database must be seen to grow old.
        metrics.consumer_lag_seconds.labels(CONSUMER, topic).set_function(self._age_s)

    async def observe(self, consumer: AIOKafkaConsumer, in_hand: Polled) -> None:
        """These events are taken and not yet settled; what lies behind them is not yet taken."""
        self._oldest_s = min((records[0].timestamp / 1000 for records in in_hand.values()), default=None)
        assigned = consumer.assignment()
        if assigned != self._assigned:
            self._assigned = assigned
            self._rebalances.inc()
        behind = sum(map(len, in_hand.values()))
        try:
            for part in assigned:
                end = consumer.highwater(part)
                if end is not None:  # known since a fetch, so that the position is known, too
                    behind += max(0, end - await consumer.position(part))
        except (IllegalStateError, AssertionError):
            return  # the partition was just given to another member; the next poll tells anew
        self._events.set(behind)

    def _age_s(self) -> float:
        return 0.0 if self._oldest_s is None else max(0.0, time.time() - self._oldest_s)
