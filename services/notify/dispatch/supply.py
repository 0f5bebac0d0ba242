"""Supply: which lanes wait, and rows for those that run low. Reads only; the ledger is the truth."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from time import monotonic
from typing import Final
from uuid import UUID

from services.notify.dispatch.lane import Due, Lane
from services.notify.dispatch.ledger import Ledger
from services.notify.dispatch.shards import Shards
from shared.kit.clock import Clock

QUEUED_MAX: Final = 8_192
"""Rows in memory over all lanes; bodies are at most 256 KiB each and shared. Once it is reached, only a
lane with nothing queued gets a row, one at a time: nobody goes without because others hold all."""

LANES_REFILLED_MAX: Final = 200

End = Callable[[Lane, Due, str, str], None]
"""Ends a delivery without an attempt: lane, delivery, state, reason."""


class Supply:
    """The lanes of this process, and what feeds them."""

    def __init__(self, ledger: Ledger, shards: Shards, clock: Clock, end: End) -> None:
        self._ledger, self._shards, self._clock, self._end = ledger, shards, clock, end
        self._lanes: dict[UUID, Lane] = {}
        self.draining: frozenset[int] = frozenset()

    def lane(self, endpoint: UUID) -> Lane | None:
        """Return the endpoint's lane, if one is open."""
        return self._lanes.get(endpoint)

    def lanes(self) -> Iterable[Lane]:
        """All lanes that are open."""
        return self._lanes.values()

    async def discover(self) -> Iterable[Lane]:
        """Lanes with work are open, stand at their endpoint's version, and are filled; returns the filled."""
        shards = [shard for shard in self._shards.held if shard not in self.draining]
        waiting = await self._ledger.waiting(shards)
        now = self._clock.now()
        stale = [
            endpoint
            for endpoint, version in waiting.items()
            if (lane := self._lanes.get(endpoint)) is None
            or lane.target.version != version
            or _key_has_expired(lane, now)
        ]
        if stale:
            await self._retarget(stale)
        self._forget_idle(waiting)
        lanes = [self._lanes[endpoint] for endpoint in waiting if endpoint in self._lanes]
        for lane in lanes:
            self._end_what_must(lane)
        return await self.refill(lanes)

    async def refill(self, lanes: Iterable[Lane]) -> Iterable[Lane]:
        """Lanes that want rows have them, as far as memory allows; returns those that were asked for."""
        now = monotonic()
        room = QUEUED_MAX - sum(len(lane.queue) for lane in self._lanes.values())
        hungry = [lane for lane in lanes if lane.wants_refill(now) and (room > 0 or not lane.queue)]
        sizes = {
            lane: lane.refill_size() if room > 0 else len(lane.known) + 1
            for lane in hungry[:LANES_REFILLED_MAX]
        }
        if not sizes:
            return ()
        for lane in sizes:
            # Before the read begins: whatever is settled from here on, its snapshot may still show.
            lane.reading()
        found = await self._ledger.refill(sizes)
        for lane, size in sizes.items():
            rows = found[lane.target.id]
            # The lane may have been closed while the rows were read: they belong to the next owner.
            if not lane.closed:
                lane.offer(rows, has_more=len(rows) == size)
                self._end_what_must(lane)
        return sizes

    def drop(self, shards: Collection[int]) -> None:
        """The lanes of these shards are closed and forgotten: their memory is another owner's past."""
        for lane in [lane for lane in self._lanes.values() if lane.target.shard in shards]:
            lane.close()
            del self._lanes[lane.target.id]

    def close(self, shards: Collection[int]) -> bool:
        """The lanes of these shards start nothing; true once nothing of them is in flight or unwritten."""
        closing = [lane for lane in self._lanes.values() if lane.target.shard in shards]
        for lane in closing:
            lane.close()
        return not any(lane.known for lane in closing)

    async def _retarget(self, endpoints: Collection[UUID]) -> None:
        for target in await self._ledger.targets(list(endpoints)):
            lane = self._lanes.get(target.id)
            if lane is not None:
                lane.retarget(target)
            elif target.shard in self._shards.held:
                self._lanes[target.id] = Lane(target, failing_since=target.failing_since)

    def _forget_idle(self, waiting: Collection[UUID]) -> None:
        # A breaker that is open, or a window that has grown, is worth remembering; an unbounded
        # number of them is not: only so many lanes stay open without work.
        if len(self._lanes) <= QUEUED_MAX:
            return
        for endpoint, lane in list(self._lanes.items()):
            if endpoint not in waiting and not lane.known:
                lane.close()
                del self._lanes[endpoint]

    def _end_what_must(self, lane: Lane) -> None:
        if not lane.target.enabled:
            while lane.queue:
                self._end(lane, lane.queue.popleft(), "disabled", "endpoint_disabled")
        now = self._clock.now()
        if any(row.deadline <= now for row in lane.queue):
            rows, alive = list(lane.queue), [row for row in lane.queue if row.deadline > now]
            lane.queue.clear()
            lane.queue.extend(alive)
            for row in rows:
                if row.deadline <= now:
                    self._end(lane, row, "expired", "deadline_passed")


def _key_has_expired(lane: Lane, now: datetime) -> bool:
    until = lane.target.secrets_until
    return until is not None and until <= now
