# mypy: untyped-calls-exclude=aiokafka
"""Where the topics' logs begin and end, asked beside the consumer.

On a connection of its own: the consumer's waits behind a fetch that waits for records, and one that
has stopped fetching is exactly what the watchdog must see.
"""

import asyncio
from collections.abc import Collection, Mapping
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from shared.kit.errors import Unavailable
from shared.kit.kafka import settings
from shared.kit.projection.consumption import Consumption, LogMismatch
from shared.kit.projection.memory import TopicPartition as Held

Offsets = Mapping[Held, int]


class LogBounds:
    """Answers for any partition of any topic, from `start` to `stop`."""

    def __init__(self, consumption: Consumption) -> None:
        self._consumption = consumption
        self._asker: Any = None

    async def start(self) -> None:
        """The broker answers."""
        asker = AIOKafkaConsumer(
            bootstrap_servers=self._consumption.bootstrap,
            client_id=f"{self._consumption.group}.bounds",
            enable_auto_commit=False,
            request_timeout_ms=settings.REQUEST_TIMEOUT_MS,
            retry_backoff_ms=settings.RETRY_BACKOFF_MS,
            metadata_max_age_ms=settings.METADATA_MAX_AGE_MS,
            connections_max_idle_ms=settings.CONNECTIONS_MAX_IDLE_MS,
        )
        self._asker = asker
        await asker.start()

    async def stop(self) -> None:
        """The connection is closed."""
        if self._asker is not None:
            await self._asker.stop()
            self._asker = None

    async def all_partitions(self) -> list[Held]:
        """Return every partition of the consumption's topics. Raises `LogMismatch` for a missing topic."""
        cluster = await self._asker._client.fetch_all_metadata()  # noqa: SLF001 -- it has no topics of its own
        found = {topic: cluster.partitions_for_topic(topic) for topic in self._consumption.topics}
        missing = [topic for topic, numbers in found.items() if not numbers]
        if missing:
            raise LogMismatch(f"no topic {', '.join(missing)}")
        return [(topic, number) for topic, numbers in found.items() for number in sorted(numbers)]

    async def of(self, partitions: Collection[Held]) -> tuple[Offsets, Offsets]:
        """Return the first and the end offset of each partition's log."""
        named = [TopicPartition(*held) for held in partitions]
        if not named:
            return {}, {}
        # Before they are asked: the client would find their leaders only after a refusal and a pause.
        known = [self._asker._client.add_topic(topic) for topic in {topic for topic, _ in partitions}]  # noqa: SLF001 -- it has no topics of its own
        await asyncio.gather(*known)
        first, end = await asyncio.gather(
            self._asker.beginning_offsets(named), self._asker.end_offsets(named)
        )
        return first, end

    async def starting(self, partitions: Collection[Held]) -> Offsets:
        """Return where partitions begin that were never read: what `start` says, and nothing else."""
        first, end = await self.of(partitions)
        return first if self._consumption.start == "beginning" else end

    async def beginnings(self, partitions: Collection[Held]) -> Offsets:
        """Return where the logs begin."""
        return (await self.of(partitions))[0]


async def end_of(consumption: Consumption, held: Held, *, within_s: float) -> int:
    """Return where one partition's log ends, asked once and by itself. Raises `Unavailable`."""
    bounds = LogBounds(consumption)
    try:
        async with asyncio.timeout(within_s):
            await bounds.start()
            _, end = await bounds.of([held])
            return end[held]
    except (KafkaError, OSError, TimeoutError) as error:
        raise Unavailable(f"{held[0]}/{held[1]}: {type(error).__name__}") from error
    finally:
        await bounds.stop()
