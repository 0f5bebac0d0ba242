"""A folded batch as the arguments of its one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from shared.kit.projection.compose import OUTGOING
from shared.kit.projection.folding import Folding
from shared.kit.projection.letters import letter_columns, parked_columns
from shared.kit.projection.memory import Memory, TopicPartition
from shared.kit.projection.port import ReadModel
from shared.kit.projection.sequence import seen_column

State = TypeVar("State")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A batch ready to be stored: `values` for the statement, `ends` for the acknowledgement.

    `parked` and `reasons` are what it stops and sets aside, for logs and metrics.
    """

    generation: int
    number: int
    values: Mapping[str, Sequence[Any] | str]
    ends: Mapping[TopicPartition, int]
    records: int
    rows: int
    parked: Sequence[tuple[str, str]]
    reasons: Sequence[str]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to store, not even an offset."""
        return not self.ends and not self.rows


def batch_values(
    model: ReadModel[State],
    memory: Memory[State],
    folding: Folding[State],
    ends: Mapping[TopicPartition, int],
    *,
    publishing: bool,
) -> dict[str, Sequence[Any] | str]:
    """Return every named value of the statement; to be called before the positions move."""
    # Keys in one order in every process: two of them can then wait for each other but not deadlock,
    # and neighbouring keys lie on neighbouring pages.
    touched = [folding.touched[key] for key in sorted(folding.touched)]
    rows = model.rows(touched)
    if not publishing:
        rows = {name: [] if name.startswith(OUTGOING) else column for name, column in rows.items()}
    entries = memory.entries
    return {
        **rows,
        "key": [one.key for one in touched],
        "partition": [one.partition for one in touched],
        "seen": seen_column([entries[one.partition][one.key].seen for one in touched]),
        "owner": memory.owner,
        **offset_columns(memory, {one.partition for one in touched}, ends),
        **parked_columns(folding.parked),
        **letter_columns(folding.letters),
    }


def offset_columns(
    memory: Memory[State], touched: set[int], ends: Mapping[TopicPartition, int]
) -> dict[str, list[Any]]:
    """Return the compare-and-set of every topic of each partition that the batch is about.

    A topic without a record in this batch moves from where it is to where it is: a row depends on
    all topics of its partition, so all of them must be as this memory knows them.
    """
    partitions = touched | {partition for _, partition in ends}
    fence = [held for held in memory.positions if held[1] in partitions]
    return {
        "offset_topic": [topic for topic, _ in fence],
        "offset_partition": [partition for _, partition in fence],
        "offset_expected": [memory.positions[held] for held in fence],
        "offset_next": [ends.get(held, memory.positions[held]) for held in fence],
    }
