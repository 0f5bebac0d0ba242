"""A projector on Faust. The only module that imports it; nothing else here knows that it exists.

Faust acknowledges what failed unless three things come together: `noack_take`, the crashing
supervisor and concurrency 1. An event is acknowledged after the database has it, and only then.
"""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import faust
from mode import CrashingSupervisor

from shared.kit.clock import Clock, SystemClock
from shared.kit.projection import consumption as bounds
from shared.kit.projection.batch import Prepared
from shared.kit.projection.consumption import Consumption, check_copartitioned, check_in_log
from shared.kit.projection.faust_settings import STOP_WITHIN_S, TAKE_WITHIN_S, faust_settings
from shared.kit.projection.log_bounds import LogBounds
from shared.kit.projection.memory import TopicPartition as Held
from shared.kit.projection.port import Timed
from shared.kit.projection.projector import Projector
from shared.kit.projection.pump import Pump
from shared.kit.projection.restarts import Restarts
from shared.kit.projection.standing import Standing
from shared.kit.projection.watchdog import Watchdog


class FaustRecord(NamedTuple):
    """What Faust has of a record; it hands headers over as a mapping."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes]]
    timestamp: int


class _App(faust.App):
    """A Faust app that asks before it reads on.

    Its own signal for an assignment comes beside its seek, in no order: this hook comes before both.
    """

    align: Callable[[Collection[Any], int], Awaitable[None]]

    async def _on_partitions_assigned(self, assigned: set[Any], generation_id: int = 0) -> None:
        try:
            await self.align(assigned, generation_id)
        except Exception as error:  # noqa: BLE001 -- the consumer's thread would swallow it
            await self.crash(error)
            return
        await super()._on_partitions_assigned(assigned, generation_id)


class FaustHost:
    """Runs one projector in a Faust worker of its own; it is a `Role`.

    Each life is a new Faust app, for one that crashed cannot be started again.
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
        # A rebalance may come while a batch is being stored; whoever has the turn finishes first.
        self._turn = asyncio.Lock()
        self._app: Any = None
        self._member_generation: int | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Project until `stop`, then store what is in flight. Raises what restarting does not mend."""
        await Restarts(self.name, lambda: self.standing.batches).keep(self._live, stop)

    async def check(self) -> str | None:
        """Return None when the worker lives, else one sentence."""
        return None if self._app is not None else f"{self.name}: the worker is not running"

    async def report(self) -> Mapping[str, object]:
        """Return the part of `/v1/status` that this process knows."""
        return self.standing.report()

    async def _live(self, stop: asyncio.Event) -> None:
        folder = tempfile.TemporaryDirectory(prefix="faust-")
        await self._projector.open()
        app = self._app = self._new_app(folder.name)
        try:
            await self._log.start()
            await app.start()
            beside = [asyncio.create_task(work) for work in (self._watch(), self._ticks(), stop.wait())]
            try:
                await self._until_ended(app, beside)
            finally:
                for task in beside:
                    task.cancel()
                await asyncio.wait(beside)
        finally:
            self._app = None
            # A crashed app may wait for what died; leaving the group late only delays the next owner.
            with suppress(TimeoutError):
                async with asyncio.timeout(STOP_WITHIN_S):
                    await app.stop()
            await self._log.stop()
            await self._projector.close()
            folder.cleanup()

    async def _until_ended(self, app: Any, beside: Sequence[asyncio.Task[Any]]) -> None:
        while not app.crashed:
            done, _ = await asyncio.wait(beside, timeout=TAKE_WITHIN_S, return_when=asyncio.FIRST_COMPLETED)
            if done:
                await done.pop()
                return
        raise app.crash_reason

    def _new_app(self, folder: str) -> Any:
        settings = faust_settings(self._consumption, CrashingSupervisor, folder)
        app: Any = _App(self._consumption.group, **settings)
        app.align = self._assigned
        topic = app.topic(
            *self._consumption.topics,
            key_type=bytes,
            value_type=bytes,
            key_serializer="raw",
            value_serializer="raw",
        )
        app.agent(topic, concurrency=1, name="projector", supervisor_strategy=CrashingSupervisor)(self._agent)
        # Without weak=False the signal would forget the bound method at once.
        app.on_partitions_revoked.connect(self._revoked, weak=False)
        return app

    async def _agent(self, stream: Any) -> None:
        async for events in stream.noack_take(self._consumption.batch_records_max, within=TAKE_WITHIN_S):
            await self._store(events)

    async def _store(self, events: Sequence[Any]) -> None:
        """The events are in the database and acknowledged, or this raises and the app crashes."""
        batch: dict[Held, list[FaustRecord]] = {}
        async with self._turn:
            # What was fetched before the last rebalance is read again from the database's offset.
            ours = [event for event in events if event.message.generation_id == self._member_generation]
            for event in ours:
                record = _record(event.message)
                batch.setdefault((record.topic, record.partition), []).append(record)
            if not batch:
                return
            self.standing.taking(batch)
            await self._pump.take([batch])
            await self._pump.settle()
        for event in ours:
            event.ack()
        self._projector.options.at("acknowledged")

    async def _stored(self, prepared: Prepared) -> None:
        self.standing.stored(prepared)

    async def _assigned(self, assigned: Collection[Any], generation: int) -> None:
        partitions = [(held.topic, held.partition) for held in assigned]
        async with self._turn:
            check_copartitioned(partitions, self._consumption.topics)
            positions = await self._projector.assigned(
                partitions, self._log.starting, self._consumption.start
            )
            check_in_log(positions, *await self._log.of(partitions))
            # Faust seeks to the group's offsets after this, so they are set to the database's first.
            # Its own commit only moves forward and only what it acknowledged; this one may go back.
            if positions:
                named = {held: positions[held.topic, held.partition] for held in assigned}
                await self._app.consumer._commit(named)  # noqa: SLF001 -- there is no public way; see above
            self._member_generation = generation
            self.standing.assigned(positions)

    async def _revoked(self, app: Any, revoked: Collection[Any], **_: Any) -> None:
        del app, revoked
        async with self._turn:
            self._projector.forget()
            self.standing.assigned({})

    async def _ticks(self) -> None:
        while isinstance(self._projector.model, Timed):
            await asyncio.sleep(bounds.TICK_EVERY_S)
            rows = bounds.TICK_PAGE
            while rows == bounds.TICK_PAGE:
                async with self._turn:
                    if not self._projector.positions:
                        break
                    positions = self._projector.positions
                    caught_up = self.standing.caught_up(positions, self._highwater, bounds.TICK_LAG_MAX)
                    rows = await self._pump.tick(self._clock.now(), caught_up)
        await asyncio.Event().wait()

    def _highwater(self, held: Held) -> int | None:
        mark: int | None = self._app.consumer.highwater(faust.types.TP(*held))
        return mark

    async def _watch(self) -> None:
        watchdog = Watchdog(self.name, self._consumption.stalled_s)
        while True:
            await asyncio.sleep(bounds.WATCH_EVERY_S)
            _, end = await self._log.of(list(self.standing.positions))
            self.standing.measured(end, self._projector.parked_count)
            watchdog.observe(self.standing.positions, end)


def _record(message: Any) -> FaustRecord:
    headers = message.headers or {}
    pairs = list(headers.items()) if isinstance(headers, Mapping) else list(headers)
    time_ms = int((message.timestamp or 0) * 1000)
    return FaustRecord(
        message.topic, message.partition, message.offset, message.key, message.value, pairs, time_ms
    )
