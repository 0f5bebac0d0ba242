"""How far the rows of a read model are known to reach into the logs that it reads.

Who decides by rows what cannot be undone asks first: after an outage time has passed, and what was said
meanwhile is still on its way.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from aiokafka.errors import KafkaError

from shared.kit.clock import Clock
from shared.kit.errors import Unavailable
from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.pool import Pool
from shared.kit.projection.consumption import Consumption, LogMismatch
from shared.kit.projection.log_bounds import LogBounds
from shared.kit.projection.memory import TopicPartition

ASK_TIMEOUT_S = 2.0
"""How long the broker may take to say where the logs end."""


class Reaches(Protocol):
    """What a use case needs to know of the rows that it decides by."""

    async def reached(self, moment: datetime) -> bool:
        """Return whether all that was said by `moment` is in the rows. Raises `Unavailable`."""
        ...


class Reach:
    """Answers for the rows in the database, whichever process writes them."""

    def __init__(self, consumption: Consumption, offsets: str, pool: Pool, clock: Clock) -> None:
        """`offsets` is the SQL for topic, partition and the next offset of each partition that was read."""
        self._consumption, self._offsets, self._pool, self._clock = consumption, offsets, pool, clock
        self._until: datetime | None = None
        self._asked: tuple[datetime, Mapping[TopicPartition, int]] | None = None
        self._one_asks = asyncio.Lock()

    async def reached(self, moment: datetime) -> bool:
        """See `Reaches.reached`. The broker is asked once for all who wait for the same moment."""
        async with self._one_asks:
            # What was asked before may be reached by now, and be too early for this moment.
            for _ in range(2):
                if self._until is not None and self._until >= moment:
                    return True
                # An end is waited for until it is reached: under load the next one would be further on.
                self._asked = self._asked or (self._clock.now(), await self._ends())
                at, ends = self._asked
                with momentary_as_unavailable("offsets"):
                    rows = await self._pool.fetch(self._offsets)
                stored = {(row["topic"], row["partition"]): row["next_offset"] for row in rows}
                if any(stored.get(held, 0) < end for held, end in ends.items()):
                    return False
                self._until, self._asked = at, None
            return False

    async def _ends(self) -> Mapping[TopicPartition, int]:
        bounds = LogBounds(self._consumption)
        try:
            async with asyncio.timeout(ASK_TIMEOUT_S):
                await bounds.start()
                return (await bounds.of(await bounds.all_partitions()))[1]
        except (KafkaError, LogMismatch, OSError, TimeoutError) as error:
            raise Unavailable(f"the logs' ends: {type(error).__name__}") from error
        finally:
            await bounds.stop()
