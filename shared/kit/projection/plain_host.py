# mypy: untyped-calls-exclude=aiokafka
"""A projector on plain aiokafka: batches, static membership, offsets from the database."""

import asyncio
from collections.abc import Collection, Mapping
from contextlib import suppress
from time import monotonic
from typing import Any

import structlog
from aiokafka import TopicPartition
from aiokafka.errors import KafkaError, NoOffsetForPartitionError, OffsetOutOfRangeError

from shared.kit.clock import Clock, SystemClock
from shared.kit.projection import consumption as bounds
from shared.kit.projection.batch import Prepared
from shared.kit.projection.consumer import Rebalance, new_consumer
from shared.kit.projection.consumption import Consumption, check_copartitioned, check_in_log
from shared.kit.projection.log_bounds import LogBounds
from shared.kit.projection.memory import TopicPartition as Held
from shared.kit.projection.port import Timed
from shared.kit.projection.projector import Projector
from shared.kit.projection.pump import Pump
from shared.kit.projection.restarts import Restarts
from shared.kit.projection.standing import Standing
from shared.kit.projection.watchdog import Watchdog

log = structlog.get_logger()


class PlainHost:
    """Runs one projector as a member of its consumer group; it is a `Role`.

    A momentary failure or a lost fence drops everything and joins the group anew: a process that was
    fenced claims again only after the group has given it partitions again.
    """

    def __init__(
        self, projector: Projector[Any], consumption: Consumption, clock: Clock | None = None
    ) -> None:
        self.name = projector.schema
        self.standing = Standing(projector.schema)
        self._projector = projector
        self._consumption = consumption
        self._clock = clock or SystemClock()
        self._log = LogBounds(consumption)
        self._pump = Pump(projector, self._stored)
        # A rebalance may come while a batch is being prepared; whoever has the turn finishes first.
        self._turn = asyncio.Lock()
        self._consumer: Any = None
        self._failure: Exception | None = None
        self._assignment = 0
        self._unacknowledged: dict[Held, int] = {}
        self._acknowledged_at = self._ticked_at = monotonic()

    async def run(self, stop: asyncio.Event) -> None:
        """Project until `stop`, then store what is in flight. Raises what restarting does not mend."""
        await Restarts(self.name, lambda: self.standing.batches).keep(self._live, stop)

    async def check(self) -> str | None:
        """Return None when partitions are held or may come, else one sentence."""
        return None if self._failure is None else f"{self.name}: {self._failure}"

    async def report(self) -> Mapping[str, object]:
        """Return the part of `/v1/status` that this process knows."""
        return self.standing.report()

    async def _live(self, stop: asyncio.Event) -> None:
        self._failure = None
        await self._projector.open()
        consumer = self._consumer = new_consumer(self._consumption)
        consumer.subscribe(list(self._consumption.topics), listener=Rebalance(self._assigned, self._revoked))
        watching: asyncio.Task[None] | None = None
        try:
            await self._log.start()
            await consumer.start()
            watching = asyncio.create_task(self._watch())
            while not stop.is_set():
                await self._once()
                if watching.done():
                    await watching
        finally:
            if watching is not None:
                watching.cancel()
            try:
                if stop.is_set():
                    await self._pump.settle()
                    await self._acknowledge()
            finally:
                # The group is left before the connections go: the next owner's claim then meets no one.
                with suppress(KafkaError):
                    await consumer.stop()
                    await self._log.stop()
                await self._pump.abandon()
                await self._projector.close()

    async def _once(self) -> None:
        assignment = self._assignment
        try:
            batch = await self._consumer.getmany(
                timeout_ms=bounds.POLL_MS, max_records=self._consumption.batch_records_max
            )
        except (NoOffsetForPartitionError, OffsetOutOfRangeError) as error:
            # Asked at the group's offset before our seek: that one does not count.
            async with self._turn:
                self._raise_failure()
            if assignment == self._assignment and isinstance(error, OffsetOutOfRangeError):
                raise
            return
        async with self._turn:
            # In the turn, for an assignment that fails may have had it while we polled.
            self._raise_failure()
            if assignment != self._assignment:
                # A poll that spans a rebalance may bring records of before it, which may lie beyond
                # the offset read again, or of after it, which are not fetched twice: none is taken,
                # and all are asked for again.
                self._seek(self._projector.positions)
                return
            if batch:
                self.standing.taking(batch)
                await self._pump.take([batch])
            else:
                await self._pump.settle()
            if self._projector.positions:
                await self._tick()
        if self._unacknowledged and monotonic() - self._acknowledged_at > bounds.ACK_EVERY_S:
            await self._acknowledge()

    def _raise_failure(self) -> None:
        if self._failure is not None:
            raise self._failure

    async def _tick(self) -> None:
        if not isinstance(self._projector.model, Timed):
            return
        if monotonic() - self._ticked_at < bounds.TICK_EVERY_S:
            return
        caught_up = self.standing.caught_up(self._projector.positions, self._highwater, bounds.TICK_LAG_MAX)
        rows = await self._pump.tick(self._clock.now(), caught_up)
        # A full page means that more is due: the next turn goes on with it at once.
        if rows < bounds.TICK_PAGE:
            self._ticked_at = monotonic()

    def _highwater(self, held: Held) -> int | None:
        mark: int | None = self._consumer.highwater(TopicPartition(*held))
        return mark

    async def _stored(self, prepared: Prepared) -> None:
        self.standing.stored(prepared)
        self._unacknowledged.update(prepared.ends)
        if monotonic() - self._acknowledged_at > bounds.ACK_EVERY_S:
            await self._acknowledge()

    async def _acknowledge(self) -> None:
        """Kafka knows where we are. Never before the database does, or a crash between would lose."""
        ends, self._unacknowledged = self._unacknowledged, {}
        self._acknowledged_at = monotonic()
        if not ends:
            return
        try:
            await self._consumer.commit({TopicPartition(*held): end for held, end in ends.items()})
        except KafkaError as error:
            # A rebalance is under way or the broker is away; the database has the truth.
            log.debug("projection.unacknowledged", projection=self.name, error=error)
            self.standing.unacknowledged()
        self._projector.options.at("acknowledged")

    async def _assigned(self, assigned: Collection[Held]) -> None:
        self._assignment += 1
        try:
            async with self._turn:
                check_copartitioned(assigned, self._consumption.topics)
                positions = await self._projector.assigned(
                    assigned, self._log.starting, self._consumption.start
                )
                check_in_log(positions, *await self._log.of(assigned))
                self._seek(positions)
                # A poll begun since the turn was taken read at the group's offset, and counts as before.
                self._assignment += 1
                self.standing.assigned(positions)
        except Exception as error:  # noqa: BLE001 -- the consumer would log it and go on; the loop raises it
            self._projector.forget()
            self._failure = error

    def _seek(self, positions: Mapping[Held, int]) -> None:
        for held, position in positions.items():
            self._consumer.seek(TopicPartition(*held), position)

    async def _revoked(self) -> None:
        self._assignment += 1
        # What is in flight is finished, so that the next owner starts where we end.
        async with self._turn:
            try:
                await self._pump.settle()
                await self._acknowledge()
            except Exception as error:  # noqa: BLE001 -- as above
                self._failure = error
            self._unacknowledged.clear()
            self._projector.forget()
            self.standing.assigned({})

    async def _watch(self) -> None:
        watchdog = Watchdog(self.name, self._consumption.stalled_s)
        while True:
            await asyncio.sleep(bounds.WATCH_EVERY_S)
            with suppress(KafkaError):
                _, end = await self._log.of(list(self.standing.positions))
                self.standing.measured(end, self._projector.parked_count)
                watchdog.observe(self.standing.positions, end)
