"""When everything that was said has been heard: no consumer group is behind, and nothing new is said."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from deploy.local.refusal import Refusal
from shared.contracts.topics import DEFAULT_PREFIX, every_topic

LOOK_EVERY_S = 0.3
QUIET_LOOKS = 4
"""How often in a row nothing moved: between two facts of one chain lies at most a relay's turn."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How many records all topics hold, and how many of them some group has not finished."""

    records: int
    behind: int


class Hearing:
    """A look at the broker's topics and at every group of ours."""

    def __init__(self, bootstrap: str) -> None:
        self._admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
        self._consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap)

    async def __aenter__(self) -> Self:
        await self._admin.start()
        await self._consumer.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._consumer.stop()
        await self._admin.close()

    async def standing(self) -> Standing:
        """How things stand at this moment."""
        ends = await self.ends()
        behind = 0
        for group in await self._groups():
            for part, taken in (await self._admin.list_consumer_group_offsets(group)).items():
                if part in ends and taken.offset >= 0:
                    behind += max(ends[part] - taken.offset, 0)
        return Standing(sum(ends.values()), behind)

    async def ends(self) -> dict[TopicPartition, int]:
        """How many records each partition of our topics holds."""
        topics = await self._admin.describe_topics(list(every_topic()))
        parts = [
            TopicPartition(one["topic"], part["partition"]) for one in topics for part in one["partitions"]
        ]
        ends: dict[TopicPartition, int] = await self._consumer.end_offsets(parts)
        return ends

    async def until_settled(self, within_s: float, tell: Callable[[Standing], None]) -> float:
        """Nothing moves and nobody is behind; returns since when, on the monotonic clock.

        Raises: Refusal when that does not come about in time.
        """
        deadline, quiet, before = time.monotonic() + within_s, 0, None
        since = time.monotonic()
        while quiet < QUIET_LOOKS:
            now = await self.standing()
            if now.behind == 0 and now == before:
                quiet += 1
            else:
                quiet, since = 0, time.monotonic()
            before = now
            tell(now)
            if time.monotonic() > deadline:
                raise Refusal(f"After {within_s:.0f} s some readers are still {now.behind} events behind.")
            await asyncio.sleep(LOOK_EVERY_S)
        return since

    async def _groups(self) -> list[str]:
        return [name for name, *_ in await self._admin.list_consumer_groups() if _is_ours(name)]


def _is_ours(group: str) -> bool:
    return group.startswith(f"{DEFAULT_PREFIX}.") or group.endswith(".inbox")
