"""The process's slots for calls, in two pools, so that slow lanes cannot take what fast ones need.

A call that takes more than a second moves to the slow pool while it runs: an endpoint that was fine
a moment ago and now hangs frees the fast pool after that second, not after its timeout. So does a
lane that nobody knows yet: it is tried among the fast ones, or a few that hang would keep all new
lanes waiting.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from itertools import count
from typing import Final

SLOTS: Final = 64
SLOW_SLOTS_MAX: Final = 25
"""Two fifths: what slow lanes may hold of the slots."""

IN_FLIGHT_MAX: Final = 128
"""Bound of all calls, those included that moved to the slow pool beyond its share.

Calls and answers not yet written are together no more than this either: a kill doubles no more.
"""

TRIALS_IN_FLIGHT_MAX: Final = 96
"""Unknown lanes start no call beyond this, so that those known to be fast always find room."""

FAST_KEPT: Final = 16
"""Slots of the fast pool that no unknown lane takes: forty new ones that hang keep no proven one waiting."""

SLOW_CALL_S: Final = 1.0

_tickets: Iterator[int] = count()


class Pace(Enum):
    """What is known of a lane: it answers fast, it does not, or nothing yet."""

    FAST = "fast"
    SLOW = "slow"
    UNKNOWN = "unknown"


@dataclass(slots=True)
class Slots:
    """Who holds what; `take` answers a ticket for `give_back`. Times are monotonic seconds."""

    total: int = SLOTS
    slow_max: int = SLOW_SLOTS_MAX
    in_flight_max: int = IN_FLIGHT_MAX
    trials_max: int = TRIALS_IN_FLIGHT_MAX
    fast_kept: int = FAST_KEPT
    _fast: dict[int, float] = field(default_factory=dict)  # by start: the oldest comes first
    _slow: set[int] = field(default_factory=set)

    @property
    def in_flight(self) -> int:
        """All calls that run now."""
        return len(self._fast) + len(self._slow)

    @property
    def slow(self) -> int:
        """Calls that the slow pool holds now."""
        return len(self._slow)

    def may_take(self, pace: Pace) -> bool:
        """Return whether a call of a lane of that pace may start."""
        if pace is Pace.SLOW:
            return len(self._slow) < self.slow_max and self.in_flight < self.total
        fast_max, in_flight_max = self.total - min(len(self._slow), self.slow_max), self.in_flight_max
        if pace is Pace.UNKNOWN:
            fast_max, in_flight_max = fast_max - self.fast_kept, self.trials_max
        return len(self._fast) < fast_max and self.in_flight < in_flight_max

    def take(self, now: float, pace: Pace) -> int:
        """A slot is held; returns its ticket."""
        ticket = next(_tickets)
        if pace is Pace.SLOW:
            self._slow.add(ticket)
        else:
            self._fast[ticket] = now
        return ticket

    def give_back(self, ticket: int) -> None:
        """The slot is free again."""
        self._fast.pop(ticket, None)
        self._slow.discard(ticket)

    def age(self, now: float) -> None:
        """Fast calls that run for longer than a second count as slow from here on."""
        while self._fast:
            ticket, started = next(iter(self._fast.items()))
            if now - started < SLOW_CALL_S:
                return
            del self._fast[ticket]
            self._slow.add(ticket)
