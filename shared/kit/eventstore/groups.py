"""Which waiting appends may share a transaction.

`append_group` is written for sets: within one group no two commands may touch the same row in an
order that matters. Whoever would, waits for the next group, in the order of arrival.
"""

import asyncio
from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass, field

import msgspec

from shared.kit.eventstore.port import Append, Appended

GROUP_COMMANDS_MAX = 200
GROUP_BYTES_MAX = 16 * 1024 * 1024


@dataclass(eq=False, slots=True)
class Caller:
    """Who waits for one append or many; `settled` when each has its outcome, or nobody waits any more."""

    outcomes: list[Appended | Exception | None]
    left: int
    settled: asyncio.Future[None]

    @classmethod
    def of(cls, appends: int) -> "Caller":
        """Return a caller who waits for so many."""
        return cls([None] * appends, appends, asyncio.get_running_loop().create_future())


class Waiting(msgspec.Struct, eq=False):
    """An append, whose it is, and its place among those of its caller."""

    append: Append
    caller: Caller
    place: int

    def settle(self, outcome: Appended | Exception) -> None:
        """The caller has the outcome, if they still wait."""
        caller = self.caller
        if caller.settled.done() or caller.outcomes[self.place] is not None:
            return
        caller.outcomes[self.place] = outcome
        caller.left -= 1
        if not caller.left:
            caller.settled.set_result(None)


@dataclass(slots=True)
class _Claims:
    """The rows that a group touches and no second append of it may."""

    streams: set[str] = field(default_factory=set)
    commands: set[str] = field(default_factory=set)
    effects: set[Hashable] = field(default_factory=set)

    def claim(self, append: Append) -> bool:
        """The append's rows are claimed, in any case; returns whether all of them were free."""
        stream, command = append.stream, append.command.id
        free = stream not in self.streams and command not in self.commands
        self.streams.add(stream)
        self.commands.add(command)
        if append.reservations or append.deadlines:
            effects: set[Hashable] = {(r.kind, r.value) for r in append.reservations}
            effects.update(change.id for change in append.deadlines)
            free = free and self.effects.isdisjoint(effects)
            self.effects |= effects
        return free


def take_group(queue: deque[Waiting]) -> list[Waiting]:
    """Remove and return the next group from the queue; those whose callers have left are dropped.

    An append that must wait blocks its claims for all behind it, so nobody is overtaken by a later
    append to the same stream. A first append is always taken, however large it is.
    """
    group: list[Waiting] = []
    left: list[Waiting] = []
    claims = _Claims()
    size = 0
    while queue and len(group) < GROUP_COMMANDS_MAX:
        waiting = queue.popleft()
        if waiting.caller.settled.done():
            continue
        own = _size(waiting.append)
        fits = not group or size + own <= GROUP_BYTES_MAX
        if claims.claim(waiting.append) and fits:
            group.append(waiting)
            size += own
        else:
            left.append(waiting)
    queue.extendleft(reversed(left))
    return group


def _size(append: Append) -> int:
    size = 0
    for event in append.events:
        size += len(event.data) + len(event.metadata)
        if event.message is not None:
            size += len(event.message.value)
    return size
