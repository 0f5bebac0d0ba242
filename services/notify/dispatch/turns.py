"""Whose turn it is: lanes pay for the time that their calls take, the least served goes first.

Start-time fair queueing over a heap for each pace. A lane that was idle starts at the present
level of service, so silence earns no credit.
"""

from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count

from services.notify.dispatch.lane import Lane
from services.notify.dispatch.slots import Pace, Slots

_Entry = tuple[float, int, Lane]


@dataclass(slots=True)
class Turns:
    """Lanes that may start a call, by what they have used. A lane stands in it at most once."""

    _heaps: dict[Pace, list[_Entry]] = field(default_factory=lambda: {pace: [] for pace in Pace})
    _level_ms: float = 0.0
    _order: "count[int]" = field(default_factory=count)

    def join(self, lane: Lane, now: float) -> None:
        """The lane waits for a turn, if it may start a call and does not wait already."""
        if lane.has_turn or not lane.may_start(now):
            return
        lane.used_ms = max(lane.used_ms, self._level_ms)
        lane.has_turn = True
        heappush(self._heaps[lane.pace], (lane.used_ms, next(self._order), lane))

    def next(self, slots: Slots, now: float) -> Lane | None:
        """Return the lane whose call starts now, charged for it; None when no pool has both lane and slot."""
        heaps = [
            heap
            for pace, heap in self._heaps.items()
            if heap and slots.may_take(pace) and self._settle(heap, now, pace)
        ]
        if not heaps:
            return None
        _, _, lane = heappop(min(heaps, key=lambda heap: heap[0]))
        lane.has_turn = False
        self._level_ms = max(self._level_ms, lane.used_ms)
        lane.used_ms += lane.expected_ms
        return lane

    def _settle(self, heap: list[_Entry], now: float, pace: Pace) -> bool:
        """The head is a lane that may start and belongs here; answers whether there is one."""
        while heap:
            lane = heap[0][2]
            if lane.may_start(now) and lane.pace is pace:
                return True
            # What changed since it joined is noticed here, when it would matter.
            heappop(heap)
            lane.has_turn = False
            self.join(lane, now)
        return False
