"""The dispatcher: leases renewed, lanes fed, calls made, outcomes written, until told to stop."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from time import monotonic
from typing import Any, Final
from uuid import UUID

import structlog

from services.notify.dispatch import numbers
from services.notify.dispatch.calls import Calls, Post
from services.notify.dispatch.lane import Due, Lane
from services.notify.dispatch.ledger import Ledger
from services.notify.dispatch.looks import Looks
from services.notify.dispatch.outcome import Outcome
from services.notify.dispatch.outcomes import Outcomes
from services.notify.dispatch.shards import Shards
from services.notify.dispatch.supply import Supply
from shared.kit.clock import Clock
from shared.kit.errors import Unavailable
from shared.kit.pauses import set_within
from shared.kit.postgres.pool import Pool

AWAY_PAUSE_S: Final = 0.5
STOP_WRITE_TIMEOUT_S: Final = 3.0
STOP_LOOK_S: Final = 0.02

_log = structlog.get_logger(__name__)


class Dispatcher:
    """One process's part of the sending. Kill it anywhere: the ledger is whole, the next owner goes on."""

    def __init__(  # noqa: PLR0913 -- the composition root of dispatching
        self,
        *,
        pool: Pool,
        ledger: Ledger,
        shards: Shards,
        sender: Post,
        clock: Clock,
        topic: str,
        jitter: Callable[[], float],
    ) -> None:
        self._shards = shards
        self.outcomes = Outcomes(pool, clock, topic, self._settled)
        self._supply = Supply(ledger, shards, clock, self._end)
        self._hungry: set[Lane] = set()
        self._looks = Looks()
        self._wake, self._released = asyncio.Event(), asyncio.Event()
        self.calls = Calls(
            sender=sender,
            shards=shards,
            outcomes=self.outcomes,
            clock=clock,
            jitter=jitter,
            hungry=self._grew_hungry,
        )

    def told(self) -> None:
        """There may be work: it is looked for at once. A help, no duty; work of other processes is polled."""
        self._looks.told()
        self._wake.set()

    async def report(self) -> Mapping[str, object]:
        """Return the part of `/v1/status` that this process knows."""
        return {
            "shards": len(self._shards.held),
            "lanes": sum(1 for _ in self._supply.lanes()),
            "in_flight": self.calls.slots.in_flight,
            "in_flight_slow": self.calls.slots.slow,
            "unwritten": self.outcomes.unwritten,
        }

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop` is set; then drain, write what is known, and give the shards back."""
        tasks = [
            asyncio.create_task(_forever(self._keep_leases, self._released)),
            asyncio.create_task(_forever(self._feed, self._released)),
            asyncio.create_task(self.outcomes.run()),
        ]
        stopped = asyncio.create_task(stop.wait())
        try:
            parts: list[asyncio.Future[Any]] = [*tasks, self.calls.failed, stopped]
            done, _ = await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
            for part in done - {stopped}:
                part.result()  # a part that failed ends the role, and with it the process
            await self.calls.drain()
        finally:
            stopped.cancel()
            await self._finish(tasks)

    async def _finish(self, tasks: Sequence["asyncio.Task[Any]"]) -> None:
        try:
            async with asyncio.timeout(STOP_WRITE_TIMEOUT_S):
                while self.outcomes.unwritten and not tasks[-1].done():  # noqa: ASYNC110 -- ends within a batch or two
                    await asyncio.sleep(STOP_LOOK_S)
                # Told and not cut: a renewal that is cut may have got shards that nobody knows of.
                self._released.set()
                await asyncio.wait(tasks[:-1])
        except TimeoutError:
            _log.warning("dispatcher.stopped_with_unwritten", outcomes=self.outcomes.unwritten)
        # What the writer had not committed by now is made again by the next owner.
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        try:
            # Only now: a shard given back with calls unwritten would be fenced out of its own outcomes.
            await self._shards.leave()
        except Unavailable:
            _log.warning("dispatcher.leases_left_to_expire")

    async def _keep_leases(self) -> None:
        numbers.lanes_stand(self._supply.lanes())
        turnover = await self._shards.renew()
        if turnover.gained or turnover.lost:
            _log.info("shards.turnover", gained=len(turnover.gained), lost=len(turnover.lost))
        self._supply.drop(turnover.lost)
        surplus = frozenset(self._shards.surplus())
        self._supply.draining = surplus
        if surplus and self._supply.close(surplus):
            self._supply.drop(surplus)
            await self._shards.release(surplus)
        await set_within(self._released, self._shards.renew_every_s)

    async def _feed(self) -> None:
        self._looks.begin(monotonic())
        for lane in await self._supply.discover():
            self.calls.offer(lane)
        # A breaker's pause may have ended: lanes with rows in memory ask again.
        for lane in self._supply.lanes():
            self.calls.offer(lane)
        self.calls.pump()
        self._looks.end(monotonic())
        while (left := self._looks.wait_s(monotonic())) > 0:
            if await set_within(self._wake, left):
                await self._feed_hungry()

    async def _feed_hungry(self) -> None:
        self._wake.clear()
        hungry, self._hungry = self._hungry, set()
        if not hungry:
            return
        for lane in await self._supply.refill(hungry):
            self.calls.offer(lane)
        self.calls.pump()

    def _grew_hungry(self, lane: Lane) -> None:
        self._hungry.add(lane)
        self._wake.set()

    def _end(self, lane: Lane, due: Due, state: str, reason: str) -> None:
        lease = self._shards.held.get(lane.target.shard)
        if lease is None:
            lane.settled(due.delivery_id)
            return
        target = lane.target
        self.outcomes.add(
            Outcome(due, target.id, target.shard, lease.epoch, state, reason, due.step, None, None)
        )

    def _settled(self, batch: Sequence[Outcome], fenced: frozenset[UUID]) -> None:
        for outcome in batch:
            lane = self._supply.lane(outcome.endpoint_id)
            # What was fenced is of a lane that is gone or going; the one of that endpoint now may be new,
            # and hold the same delivery as its own.
            if lane is not None and outcome.due.delivery_id not in fenced:
                lane.settled(outcome.due.delivery_id)
        self.calls.pump()


async def _forever(step: Callable[[], Coroutine[Any, Any, None]], released: asyncio.Event) -> None:
    while not released.is_set():
        try:
            await step()
        except Unavailable as away:
            _log.warning("dispatcher.database_away", error=away)
            await set_within(released, AWAY_PAUSE_S)
