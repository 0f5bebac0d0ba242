"""A log that was lost and published again: read models begin it anew, and nothing counts twice."""

import asyncio

import pytest
from aiokafka.admin import AIOKafkaAdminClient

from shared.kit.projection.consumption import LogMismatch
from shared.kit.projection.dead_letters import discard, letters
from shared.kit.projection.rebuild import rebuild
from shared.kit.projection.rewind import RulingsStand, rewind
from shared.kit.projection.verify import verify
from tests.support.eventually import eventually
from tests.support.projecting import PARKED, pairs
from tests.support.projection_stage import PARTITIONS, Stage, live, numbered, stage, sums
from tests.support.tally import Tally, counted
from tests.support.topics import make_topics

__all__ = ["stage"]


async def lose(stage: Stage) -> None:
    """The topics are there again, and empty."""
    admin = AIOKafkaAdminClient(bootstrap_servers=stage.kafka)
    await admin.start()
    try:
        await admin.delete_topics(stage.topics)

        async def gone() -> bool:
            return not set(stage.topics) & set(await admin.list_topics())

        await eventually(gone)
    finally:
        await admin.close()
    await make_topics(stage.kafka, stage.topics, PARTITIONS)


async def test_neither_a_rebuild_nor_a_comparison_waits_for_a_log_that_is_lost(stage: Stage) -> None:
    await stage.send(numbered(1, 3))
    async with live(stage, Tally()):
        await stage.tallied(sums(3))
    await lose(stage)
    for work in (rebuild, verify):
        with pytest.raises(LogMismatch, match="is not within"):
            await asyncio.wait_for(work(stage.pool, Tally(), stage.consumption()), 20)
    await stage.pool.execute("UPDATE tally.offsets SET topic = 'elsewhere.' || topic")
    with pytest.raises(LogMismatch, match="no such partition"):
        await asyncio.wait_for(verify(stage.pool, Tally(), stage.consumption()), 20)


async def test_what_was_seen_is_passed_over_and_what_was_not_counts(stage: Stage) -> None:
    await stage.send(numbered(1, 3))
    async with live(stage, Tally()):
        await stage.tallied(sums(3))
    await lose(stage)
    rewound = await rewind(stage.pool, Tally(), stage.topics)
    assert (rewound.offsets, rewound.letters) == (len(stage.topics) * PARTITIONS, 0)
    await stage.send(numbered(1, 5))
    async with live(stage, Tally()):
        await stage.tallied(sums(5))
        assert (await verify(stage.pool, Tally(), stage.consumption())).equal
    assert await pairs(stage.pool, PARKED) == {}


async def test_letters_come_again_from_the_new_log_and_keys_go_on_standing(stage: Stage) -> None:
    told = [counted("k", 1, 1), counted("k", 3, 4), counted("other", 1, 1)]
    await stage.send(told)
    async with live(stage, Tally()):
        await stage.tallied({"k": 1, "other": 1})
    await lose(stage)
    assert (await rewind(stage.pool, Tally(), stage.topics)).letters == 1
    # Another key comes first, so that the letter has another place than it had.
    await stage.send([counted("new", 1, 9), *told])
    async with live(stage, Tally()):
        await stage.tallied({"k": 1, "new": 9, "other": 1})

        async def waits() -> bool:
            return [letter.reason for letter in await letters(stage.pool, Tally())] == ["key_parked"] * 2

        await eventually(waits)
    assert await pairs(stage.pool, PARKED) == {"k": "sequence_gap"}


async def test_what_people_decided_is_not_forgotten_unasked(stage: Stage) -> None:
    await stage.send([counted("k", 1, 1, type_="toy.new"), counted("o", 1)])
    async with live(stage, Tally()):
        await stage.tallied({"o": 1})
    (letter,) = await letters(stage.pool, Tally())
    await discard(stage.pool, Tally(), letter.id)
    with pytest.raises(RulingsStand, match="1 letters"):
        await rewind(stage.pool, Tally(), stage.topics)
    assert len(await letters(stage.pool, Tally())) == 1
    assert (await rewind(stage.pool, Tally(), stage.topics, forget_rulings=True)).letters == 1
