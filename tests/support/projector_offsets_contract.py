"""What every host of a projector keeps when offsets, logs and members change under it."""

import asyncio
import signal
from dataclasses import replace

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete

from shared.kit.clock import FixedClock
from shared.kit.projection import consumption as bounds
from shared.kit.projection import projector as bounded_by
from shared.kit.projection.consumption import LogMismatch
from shared.kit.projection.options import Options
from shared.kit.projection.projector import Projector, TooManyParked
from shared.kit.projection.watchdog import Stalled, Watchdog
from tests.support.eventually import eventually
from tests.support.projecting import PARKED, TALLIES, pairs
from tests.support.projection_process import host_of
from tests.support.projection_stage import PARTITIONS, Stage, numbered, sums
from tests.support.projector_hosts import HELD_BY, Hosts, fetch_no_more
from tests.support.tally import SOURCES, Tally, counted


class OffsetsContract(Hosts):
    """Subclass it as `Test…` and set `host`."""

    async def test_the_same_id_with_another_body_stops_the_key(self, stage: Stage) -> None:
        await stage.send([counted("k", 1, 5), counted("k", 1, 5), counted("k", 1, 7), counted("o", 1)])
        async with self.running(stage):
            await stage.tallied({"k": 5, "o": 1})
        assert await pairs(stage.pool, PARKED) == {"k": "sequence_conflict"}

    @pytest.mark.parametrize("ahead", [True, False])
    async def test_the_groups_own_offset_does_not_count(self, stage: Stage, ahead: bool) -> None:  # noqa: FBT001
        await stage.send(numbered(1, 3))
        async with self.running(stage):
            await stage.tallied(sums(3))
        await stage.send(numbered(4, 6))
        await self.move_group(stage, ahead=ahead)
        async with self.running(stage):
            await stage.tallied(sums(6))
        assert await pairs(stage.pool, PARKED) == {}

    async def move_group(self, stage: Stage, *, ahead: bool) -> None:
        consumer = AIOKafkaConsumer(
            bootstrap_servers=stage.kafka, group_id=stage.group, enable_auto_commit=False
        )
        await consumer.start()
        held = [TopicPartition(topic, number) for topic in stage.topics for number in range(PARTITIONS)]
        consumer.assign(held)
        ends = await (consumer.end_offsets(held) if ahead else consumer.beginning_offsets(held))
        await consumer.commit(ends)
        await consumer.stop()

    async def test_an_offset_set_back_repeats_without_effect(self, stage: Stage) -> None:
        await stage.send(numbered(1, 3))
        async with self.running(stage):
            await stage.tallied(sums(3))
        await stage.pool.execute("UPDATE tally.offsets SET next_offset = 0")
        await stage.send(numbered(4, 5))
        async with self.running(stage):
            await stage.tallied(sums(5))
        assert await pairs(stage.pool, PARKED) == {}

    async def test_an_offset_set_ahead_stops_every_key_that_lost_something(self, stage: Stage) -> None:
        await stage.send(numbered(1, 3))
        async with self.running(stage):
            await stage.tallied(sums(3))
        await stage.send(numbered(4, 4))
        await stage.pool.execute(
            "UPDATE tally.offsets SET next_offset = $1 WHERE topic = $2 AND partition = $3",
            *(await self.end_of(stage)),
        )
        await stage.send(numbered(5, 5))

        async def stopped() -> bool:
            return set((await pairs(stage.pool, PARKED)).values()) == {"sequence_gap"}

        async with self.running(stage):
            await eventually(stopped, 30)

    async def end_of(self, stage: Stage) -> tuple[int, str, int]:
        """Return the end of one partition that has records, and which it is."""
        consumer = AIOKafkaConsumer(bootstrap_servers=stage.kafka)
        await consumer.start()
        held = [TopicPartition(stage.topics[0], number) for number in range(PARTITIONS)]
        ends = await consumer.end_offsets(held)
        await consumer.stop()
        at, end = max(ends.items(), key=lambda one: one[1])
        return end, at.topic, at.partition

    async def test_a_truncated_topic_ends_the_run_instead_of_skipping(self, stage: Stage) -> None:
        await stage.send(numbered(1, 3))
        admin = AIOKafkaAdminClient(bootstrap_servers=stage.kafka)
        await admin.start()
        try:
            async with self.running(stage):
                await stage.tallied(sums(3))
            await stage.send(numbered(4, 5))
            end, topic, partition = await self.end_of(stage)
            await admin.delete_records({TopicPartition(topic, partition): RecordsToDelete(before_offset=end)})
        finally:
            await admin.close()
        projector = Projector(stage.pool, Tally(), Options())
        host = host_of(self.host, projector, stage.consumption(), FixedClock())
        with pytest.raises(LogMismatch, match="is not within"):
            await asyncio.wait_for(host.run(asyncio.Event()), 40)
        assert max((await pairs(stage.pool, TALLIES)).values()) == max(sums(3).values())

    @pytest.mark.parametrize("watching", [True, False], ids=["watched", "unwatched"])
    async def test_a_partition_that_is_no_longer_fetched_ends_the_run_though_others_flow(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch, *, watching: bool
    ) -> None:
        monkeypatch.setattr(bounds, "WATCH_EVERY_S", 0.2)
        if not watching:
            monkeypatch.setattr(Watchdog, "observe", lambda *_: None)
        await stage.send(numbered(1, 1))
        projector = Projector(stage.pool, Tally(), Options())
        host = host_of(self.host, projector, replace(stage.consumption(), stalled_s=2), FixedClock())
        stop = asyncio.Event()
        run = asyncio.create_task(host.run(stop))
        await stage.tallied(sums(1))
        fetch_no_more(host, stage.topics[0], 0)
        # Watched, it ends some time after the two seconds; unwatched, it is enough that they pass.
        for number in range(2, 42 if watching else 12):
            await stage.send(numbered(number, number))
            if (await asyncio.wait([run], timeout=0.3))[0]:
                break
        assert run.done() == watching
        stop.set()
        if watching:
            with pytest.raises(Stalled, match=rf"{stage.topics[0]}/0$"):
                await run
        else:
            await run
            assert len(set((await pairs(stage.pool, TALLIES)).values())) > 1

    async def test_too_many_keys_that_stand_still_end_the_run(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(bounded_by, "PARKED_KEYS_MAX", 2)
        await stage.send([counted(f"gap-{number}", 2) for number in range(3)])
        host = host_of(
            self.host, Projector(stage.pool, Tally(), Options()), stage.consumption(), FixedClock()
        )
        with pytest.raises(TooManyParked):
            await asyncio.wait_for(host.run(asyncio.Event()), 40)

    async def test_a_consumer_from_now_hears_only_what_comes(self, stage: Stage) -> None:
        await stage.send(numbered(1, 3, ["k"]))
        async with self.running(stage, start="now") as projector:
            await eventually(lambda: len(projector.positions) == len(SOURCES) * PARTITIONS, 30)
            await stage.send([counted("k", 4, 100)])
            await stage.tallied({"k": 100})

    @pytest.mark.long
    async def test_a_rebalance_under_load_loses_and_doubles_nothing(self, stage: Stage) -> None:
        enough, sent = asyncio.Event(), 0

        async def load() -> None:
            nonlocal sent
            while not enough.is_set():
                sent += 1
                await stage.send(numbered(sent, sent))

        async def members(count: int) -> None:
            async def shared() -> bool:
                return bool(await stage.pool.fetchval(HELD_BY) == count)

            await eventually(shared, 40)

        loading = asyncio.create_task(load())
        async with self.running(stage):
            await members(1)
            async with self.apart(stage) as second:
                await members(2)
                second.send_signal(signal.SIGTERM)
                assert await asyncio.wait_for(second.wait(), 30) == 0
            await members(1)
            enough.set()
            await loading
            await stage.tallied(sums(sent), 60)
        assert await pairs(stage.pool, PARKED) == {}
