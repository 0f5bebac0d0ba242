"""A contribution: what one event earned a customer, before any decay."""

from collections.abc import Sequence
from datetime import datetime

import msgspec


class Contribution(msgspec.Struct, frozen=True, order=True, gc=False):
    """One scored event. Its first two fields are its place in the order of all facts of a customer.

    Not tracked by the collector: a worker keeps hundreds of thousands, and none can be in a cycle.
    """

    occurred_at: datetime
    event_id: str
    source: str
    type: str
    signal: str
    points: float

    @property
    def place(self) -> tuple[datetime, str]:
        """When it happened; between events of one instant their ids decide, the same for everybody."""
        return self.occurred_at, self.event_id


class AlreadyCounted(Exception):  # noqa: N818 -- it names what is so
    """The event is among the contributions; counting it again would bend the score."""


def inserted(contributions: Sequence[Contribution], new: Contribution) -> tuple[Contribution, ...]:
    """Return the contributions with `new` at its place. Raises `AlreadyCounted`."""
    index = len(contributions)
    if not index or contributions[-1].place < new.place:
        return (*contributions, new)
    # From the end: a fact is seldom late, and seldom by much.
    while index and contributions[index - 1].place > new.place:
        index -= 1
    if index and contributions[index - 1].place == new.place:
        raise AlreadyCounted(new.event_id)
    return (*contributions[:index], new, *contributions[index:])
