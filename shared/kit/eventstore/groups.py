"""Which waiting appends may share a transaction.

`append_batch` is written for sets: within one group no two commands may touch the same row in an
order that matters. Whoever would, waits for the next group, in the order of arrival.
"""

import asyncio
from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass, field

from shared.kit.eventstore.port import Append, Appended

GROUP_COMMANDS_MAX = 200
GROUP_BYTES_MAX = 16 * 1024 * 1024


@dataclass(eq=False, slots=True)
class Waiting:
    """An append, and the caller who waits for its outcome."""

    append: Append
    outcome: asyncio.Future[Appended]
    claims: frozenset[Hashable] = field(init=False)
    size: int = field(init=False)

    def __post_init__(self) -> None:
        """The claims and the size are known."""
        append = self.append
        self.claims = frozenset(
            [
                ("stream", append.stream),
                ("command", append.command.id),
                *(("reservation", r.kind, r.value) for r in append.reservations),
                *(("deadline", change.id) for change in append.deadlines),
            ]
        )
        self.size = sum(
            len(e.data) + len(e.metadata) + (len(e.message.value) if e.message else 0) for e in append.events
        )


def take_group(queue: deque[Waiting]) -> list[Waiting]:
    """Remove and return the next group from the queue; those whose callers have left are dropped.

    An append that must wait blocks its claims for all behind it, so nobody is overtaken by a later
    append to the same stream. A first append is always taken, however large it is.
    """
    group: list[Waiting] = []
    left: list[Waiting] = []
    claimed: set[Hashable] = set()
    size = 0
    while queue and len(group) < GROUP_COMMANDS_MAX:
        waiting = queue.popleft()
        if waiting.outcome.done():
            continue
        fits = not group or size + waiting.size <= GROUP_BYTES_MAX
        if fits and claimed.isdisjoint(waiting.claims):
            group.append(waiting)
            size += waiting.size
        else:
            left.append(waiting)
        claimed |= waiting.claims
    queue.extendleft(reversed(left))
    return group
