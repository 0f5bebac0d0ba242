"""A log in bulks, each what one statement of a rebuild stores: a partition number after the other.

One partition number of all topics holds all that is about its keys, so a number that fits into a bulk
writes each of its rows once, and nothing of it is needed again.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from heapq import merge
from typing import Any

from shared.kit.kafka.log_reader import LogReader, Stretch
from shared.kit.projection.consumption import BATCH_RECORDS_MAX
from shared.kit.projection.folding import Batch
from shared.kit.projection.memory import TopicPartition


@dataclass(frozen=True, slots=True)
class Bulk:
    """Stretches of one partition number of all topics, to be gone through as batches, as often as is needed.

    `ends_number` says that nothing more is wanted of the number.
    """

    number: int
    stretches: Sequence[Stretch]
    ends_number: bool

    def __iter__(self) -> Iterator[Batch]:
        """Yield the records of all topics by the time at which they were sent, near enough.

        So a fold that minds late facts meets about as many of them as the live one did.
        """
        yield from merge(*map(_batches, self.stretches), key=_sent_at)


def _batches(stretch: Stretch) -> Iterator[Batch]:
    # All that was fetched at once would be more objects than a core keeps near.
    for piece in stretch.pieces(BATCH_RECORDS_MAX):
        yield {(stretch.topic, stretch.partition): piece}


def _sent_at(batch: Batch) -> int:
    (records,) = batch.values()
    first: Any = records[0]
    return int(first.timestamp)


async def bulks(
    reader: LogReader,
    positions: Mapping[TopicPartition, int],
    targets: Mapping[TopicPartition, int],
    bytes_max: int,
) -> AsyncGenerator[Bulk, None]:
    """Yield what lies between `positions` and `targets`, about `bytes_max` at a time; one is read ahead."""
    reading = _read(reader, positions, targets, bytes_max)
    upcoming = asyncio.create_task(_next(reading))
    try:
        while (bulk := await upcoming) is not None:
            upcoming = asyncio.create_task(_next(reading))
            yield bulk
    finally:
        upcoming.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await upcoming


async def _next(reading: AsyncIterator[Bulk]) -> Bulk | None:
    return await anext(reading, None)


async def _read(
    reader: LogReader,
    positions: Mapping[TopicPartition, int],
    targets: Mapping[TopicPartition, int],
    bytes_max: int,
) -> AsyncIterator[Bulk]:
    behind = {held: positions[held] for held, target in targets.items() if positions[held] < target}
    for number in sorted({number for _, number in behind}):
        ahead = {held: position for held, position in behind.items() if held[1] == number}
        while ahead:
            left = {held: targets[held] - position for held, position in ahead.items()}
            whole = sum(left.values())
            # By what is left of each, so that all topics of a long number come to their ends together.
            stretches = [
                await reader.stretch(*held, position, targets[held], -(-bytes_max * left[held] // whole))
                for held, position in ahead.items()
            ]
            ahead = {
                (one.topic, one.partition): one.end
                for one in stretches
                if one.end < targets[one.topic, one.partition]
            }
            yield Bulk(number, stretches, ends_number=not ahead)
