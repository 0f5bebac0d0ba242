"""What one process knows of the partitions it holds; every bit of it can be read again.

Two topics with the same number of partitions keep one key in partitions of one number, so memory is
cut by that number: a process holds all topics of a partition number or none of them.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

import msgspec

from shared.kit.projection.sequence import Seen

State = TypeVar("State")

TopicPartition = tuple[str, int]

CACHED_KEYS_MAX: Final = 20_000
"""Keys kept in memory for each partition; a key beyond it is read again when it is next heard of."""


class Entry(msgspec.Struct, Generic[State]):
    """One key's state as of the last batch that was prepared, written or not."""

    state: State
    seen: Seen
    stored: bool
    batch: int = 0


@dataclass(slots=True)
class Memory(Generic[State]):
    """States, offsets, parked keys and rulings of the held partitions.

    Of those in `whole` every key that has a row is in memory, so none is looked up.
    """

    owner: str
    positions: dict[TopicPartition, int]
    from_now: frozenset[TopicPartition]
    parked: dict[int, set[str]]
    rulings: Mapping[tuple[str, int, int], str]
    keys_max: int = CACHED_KEYS_MAX
    begins_empty: bool = False
    whole: set[int] = field(init=False)
    entries: dict[int, OrderedDict[str, Entry[State]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Every held partition has its place, and what was never read in a schema made for us has no rows."""
        moved = {partition for (_, partition), position in self.positions.items() if position}
        self.whole = {number for _, number in self.positions} - moved if self.begins_empty else set()
        for _, partition in self.positions:
            self.entries.setdefault(partition, OrderedDict())
            self.parked.setdefault(partition, set())

    def topics_of(self, partition: int) -> list[TopicPartition]:
        """Return the held topics of a partition number."""
        return [held for held in self.positions if held[1] == partition]

    def let_go(self, partition: int) -> None:
        """The partition's keys are read again when they are next heard of."""
        self.entries[partition].clear()
        self.whole.discard(partition)

    def evict(self, committed: int) -> None:
        """No partition keeps more than `keys_max` keys, but for those that a later batch still needs.

        An entry of a batch not yet committed must stay: the database does not know its state, so
        reading it again would fold the next fact onto a state of before.
        """
        for partition, entries in self.entries.items():
            surplus = len(entries) - self.keys_max
            if surplus <= 0:
                continue
            self.whole.discard(partition)
            # The oldest come first: a key moves to the end whenever a batch touches it.
            for key in [key for key, entry in _first(entries, surplus) if entry.batch <= committed]:
                del entries[key]


def _first(entries: Mapping[str, Entry[State]], count: int) -> list[tuple[str, Entry[State]]]:
    return [item for item, _ in zip(entries.items(), range(count), strict=False)]
