"""What differs between a live projector, a rebuild and a test, and the bounds of all three."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from shared.kit.projection.memory import CACHED_KEYS_MAX, TopicPartition

TICK_ROWS_MAX: Final = 500
"""Rows that one tick advances; what more is due waits for the next."""

PARKED_KEYS_MAX: Final = 10_000
"""More keys than this standing still are no matter of keys: the fold or the log is wrong."""

TURNS: Final = 16
"""Rounds of the loop between two batches of several. The client takes an answer in pieces of some hundred
kilobytes, of two or three rounds each: in one round a long answer hardly comes nearer."""

Start = Literal["beginning", "now"]
"""Where a partition that was never read begins. There is no default: either is wrong for someone."""

CrashPoint = Literal["prepared", "before_commit", "committed", "acknowledged"]

FirstOffsets = Callable[[Collection[TopicPartition]], Awaitable[Mapping[TopicPartition, int]]]


def nowhere(point: CrashPoint) -> None:
    """Nothing happens at any point."""
    del point


@dataclass(frozen=True, slots=True)
class Options:
    """`at` is called at each named point where a crash must be harmless.

    Without `publishing` the model's outgoing messages are not written: those of a rebuild were
    published long ago. `begins_empty` says that the schema was made for this fold: while a partition
    number stands at offset 0 of all topics it has no rows, so none is looked up before they are made.
    """

    schema: str | None = None
    publishing: bool = True
    begins_empty: bool = False
    cached_keys_max: int = CACHED_KEYS_MAX
    at: Callable[[CrashPoint], None] = nowhere
