"""What every host of a projector keeps, against real Kafka and Postgres.

A host's own test module subclasses `HostContract` and says which host it is.
"""

import asyncio
import signal

import pytest

from shared.kit.clock import FixedClock
from shared.kit.projection.redrive import redrive
from tests.support.eventually import eventually
from tests.support.projecting import PARKED, pairs
from tests.support.projection_stage import Stage, numbered, sums
from tests.support.projector_hosts import HELD_BY, Hosts
from tests.support.tally import WHEN, ClosingTally, Forgiving, counted


class HostContract(Hosts):
    """Subclass it as `Test…` and set `host`."""

    async def test_every_message_counts_once_though_each_is_sent_twice(self, stage: Stage) -> None:
        for message in numbered(1, 5):
            await stage.send([message, message])
        async with self.running(stage):
            await stage.tallied(sums(5))
        assert await pairs(stage.pool, PARKED) == {}

    async def test_a_loss_stops_its_key_while_others_flow(self, stage: Stage) -> None:
        await stage.send([*numbered(1, 5), counted("k", 1, 1), counted("k", 2, 2), counted("k", 4, 4)])
        async with self.running(stage):
            await stage.tallied({**sums(5), "k": 3})
        assert await pairs(stage.pool, PARKED) == {"k": "sequence_gap"}

    async def test_one_number_for_two_messages_stops_the_key(self, stage: Stage) -> None:
        await stage.send([counted("k", 1, 5), counted("k", 1, 7, message_id="another"), counted("o", 1)])
        async with self.running(stage):
            await stage.tallied({"k": 5, "o": 1})
        assert await pairs(stage.pool, PARKED) == {"k": "sequence_conflict"}

    async def test_poison_stops_one_key_and_a_redrive_keeps_its_order(self, stage: Stage) -> None:
        await stage.send([counted("k", 1, 1), counted("k", 2, 2, type_="toy.new"), counted("k", 3, 4)])
        await stage.send([counted("o", 1)])
        async with self.running(stage):
            await stage.tallied({"k": 1, "o": 1})
            assert (await redrive(stage.pool, Forgiving(), "k", dry_run=False)).reason is None
            # The live projector is fenced by the redrive, and comes back knowing that the key moves.
            await stage.send([counted("k", 4, 8), counted("o", 2)])
            await stage.tallied({"k": 15, "o": 2})

    async def test_records_that_are_no_messages_are_set_aside(self, stage: Stage) -> None:
        topic = stage.topics[0]
        for key, value in ((None, b"{}"), (b"bad", None), (b"bad", b"{}"), (b"\xff", b"")):
            await stage.producer.send(topic, key=key, value=value, partition=0)
        await stage.send([counted("k", 1)])
        async with self.running(stage):
            await stage.tallied({"k": 1})

            async def set_aside() -> bool:
                return bool(await stage.pool.fetchval("SELECT count(*) = 4 FROM tally.dead_letters"))

            await eventually(set_aside)
        assert await pairs(stage.pool, PARKED) == {"bad": "not_a_cloudevent"}

    async def test_what_the_database_refuses_stops_one_key(self, stage: Stage) -> None:
        await stage.send([counted("k", 1, 2**62), counted("k", 2, 2**62), *numbered(1, 2)])
        async with self.running(stage):
            await stage.tallied({**sums(2), "k": 2**62})
        assert await pairs(stage.pool, PARKED) == {"k": "unwritable"}

    async def test_a_restart_goes_on_from_the_database(self, stage: Stage) -> None:
        await stage.send(numbered(1, 3))
        async with self.running(stage):
            await stage.tallied(sums(3))
        await stage.send(numbered(4, 6))
        async with self.running(stage):
            await stage.tallied(sums(6))

    async def test_a_zombie_is_fenced_and_takes_nothing_from_the_owner(self, stage: Stage) -> None:
        await stage.send(numbered(1, 2))
        async with self.running(stage):
            await stage.tallied(sums(2))
            # As if the partitions had moved while this process was asleep.
            await stage.pool.execute("UPDATE tally.offsets SET owner = 'another'")
            await stage.send(numbered(3, 4))
            await stage.tallied(sums(4))
            assert await stage.pool.fetchval(HELD_BY) == 1
            assert not await stage.pool.fetchval("SELECT count(*) FROM tally.offsets WHERE owner = 'another'")

    async def test_time_alone_changes_rows_of_held_partitions(self, stage: Stage) -> None:
        clock = FixedClock(WHEN)
        await stage.send([counted(f"key-{number}", 1) for number in range(8)])
        async with self.running(stage, ClosingTally(), clock):
            await stage.tallied({f"key-{number}": 1 for number in range(8)})
            clock.moment = WHEN.replace(year=2027)

            async def closed() -> bool:
                return bool(await stage.pool.fetchval("SELECT bool_and(closed) FROM tally.tally"))

            await eventually(closed)

    @pytest.mark.parametrize("point", ["prepared", "before_commit", "committed", "acknowledged"])
    async def test_a_kill_at_any_point_loses_and_doubles_nothing(self, stage: Stage, point: str) -> None:
        await stage.send(numbered(1, 8))
        nth = 1 if point == "acknowledged" else 2
        async with self.apart(stage, point=point, nth=nth, instance="one") as process:
            assert await asyncio.wait_for(process.wait(), 40) == -signal.SIGKILL
        # The same static member: it has its partitions back without waiting for the dead one's session.
        async with self.running(stage, instance="one"):
            await stage.tallied(sums(8))
        assert await pairs(stage.pool, PARKED) == {}

    async def test_members_come_and_go_while_messages_flow(self, stage: Stage) -> None:
        async def shared() -> bool:
            return bool(await stage.pool.fetchval(HELD_BY) == 2)

        async with self.running(stage):
            await stage.send(numbered(1, 3))
            await stage.tallied(sums(3))
            async with self.apart(stage) as second:
                await eventually(shared, 40)
                await stage.send(numbered(4, 9))
                await stage.tallied(sums(9))
                second.send_signal(signal.SIGTERM)
                assert await asyncio.wait_for(second.wait(), 30) == 0
            await stage.send(numbered(10, 12))
            await stage.tallied(sums(12))
        assert await pairs(stage.pool, PARKED) == {}
