# mypy: untyped-calls-exclude=aiokafka
"""The one way a projection consumes: by group, from offsets of our own, never reset in silence."""

from collections.abc import Awaitable, Callable, Collection
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener
from aiokafka.coordinator.assignors.range import RangePartitionAssignor

from shared.kit.kafka import settings
from shared.kit.projection import consumption as bounds
from shared.kit.projection.consumption import Consumption
from shared.kit.projection.memory import TopicPartition as Held


def new_consumer(consumption: Consumption, *, grouped: bool = True) -> Any:
    """Return a consumer that is not started. One without a group reads what it is told to."""
    return AIOKafkaConsumer(
        bootstrap_servers=consumption.bootstrap,
        client_id=consumption.group,
        group_id=consumption.group if grouped else None,
        group_instance_id=consumption.instance if grouped else None,
        # Range gives a member the same partition numbers of every topic; round robin, the client's
        # default, would tear a key's sources apart.
        partition_assignment_strategy=(RangePartitionAssignor,),
        enable_auto_commit=False,
        # An offset out of the log's range is an error: both ways to reset it would choose for us.
        auto_offset_reset="none",
        fetch_max_bytes=bounds.FETCH_MAX_BYTES,
        max_partition_fetch_bytes=bounds.PARTITION_FETCH_MAX_BYTES,
        session_timeout_ms=bounds.SESSION_TIMEOUT_MS,
        heartbeat_interval_ms=bounds.HEARTBEAT_MS,
        rebalance_timeout_ms=bounds.REBALANCE_TIMEOUT_MS,
        max_poll_interval_ms=bounds.POLL_INTERVAL_MAX_MS,
        request_timeout_ms=settings.REQUEST_TIMEOUT_MS,
        retry_backoff_ms=settings.RETRY_BACKOFF_MS,
        metadata_max_age_ms=settings.METADATA_MAX_AGE_MS,
        connections_max_idle_ms=settings.CONNECTIONS_MAX_IDLE_MS,
    )


class Rebalance(ConsumerRebalanceListener):
    """Hands an assignment on; the client waits for both before it goes on with the rebalance."""

    def __init__(
        self,
        assigned: Callable[[Collection[Held]], Awaitable[None]],
        revoked: Callable[[], Awaitable[None]],
    ) -> None:
        self._assigned, self._revoked = assigned, revoked

    async def on_partitions_revoked(self, revoked: Collection[Held]) -> None:
        """The client gives up all partitions before each rebalance, so which does not matter."""
        del revoked
        await self._revoked()

    async def on_partitions_assigned(self, assigned: Collection[Held]) -> None:
        """The whole new assignment."""
        await self._assigned([(held[0], held[1]) for held in assigned])
