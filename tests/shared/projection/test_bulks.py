"""A rebuild in bulks: a bulk is one statement, and what is wrong with a record is that record's alone."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from shared.contracts.envelope import Message
from shared.kit.projection.builder import Builder, Progress, building, made_fresh
from shared.kit.projection.bulks import Bulk, bulks
from shared.kit.projection.dead_letters import letters
from shared.kit.projection.rebuild import rebuild
from shared.kit.projection.verify import verify
from tests.support.eventually import eventually
from tests.support.projecting import PARKED, TALLIES, pairs
from tests.support.projection_stage import PARTITIONS, Stage, live, numbered, stage, sums
from tests.support.tally import Tally, counted

__all__ = ["stage"]

ROUNDS = 4
TOO_MUCH = 2**63
"""No column holds it, and only the database says so."""


async def sent(stage: Stage, messages: Sequence[Message] = ()) -> None:
    """Live rows of a log in which every partition has several record batches."""
    for number in range(1, ROUNDS + 1):
        await stage.send(numbered(number, number))
    await stage.send(messages)
    async with live(stage, Tally()):

        async def heard() -> bool:
            parked = len(await letters(stage.pool, Tally()))
            return (await pairs(stage.pool, TALLIES), parked) == (sums(ROUNDS), len(messages))

        await eventually(heard)


async def read(builder: Builder, bytes_max: int) -> list[Bulk]:
    first = await builder.log.beginnings(await builder.log.all_partitions())
    _, end = await builder.log.of(list(first))
    return [bulk async for bulk in bulks(builder._reader, first, end, bytes_max)]


async def test_a_bulk_is_of_one_number_and_by_the_time_of_sending(stage: Stage) -> None:
    await sent(stage)
    async with stage.pool.acquire() as connection:
        await made_fresh(connection, Tally(), "tally_next", resume=False)
    async with building(stage.pool, Tally(), stage.consumption(), "tally_next") as builder:
        whole, small = await read(builder, 1_000_000), await read(builder, 1)
    assert [(bulk.number, bulk.ends_number) for bulk in whole] == [(n, True) for n in range(PARTITIONS)]
    assert len(small) > len(whole)
    assert sum(bulk.ends_number for bulk in small) == PARTITIONS
    for bulk in whole:
        turned = Bulk(bulk.number, bulk.stretches[::-1], ends_number=True)
        firsts: list[Any] = [records[0] for batch in turned for records in batch.values()]
        assert firsts == sorted(firsts, key=lambda one: one.timestamp)
    for some in (whole, small):
        held = {(topic, bulk.number) for bulk in some for batch in bulk for topic, _ in batch}
        assert held == {(topic, number) for topic in stage.topics for number in range(PARTITIONS)}
        records = [one for bulk in some for batch in bulk for found in batch.values() for one in found]
        assert len(records) == len(numbered(1, ROUNDS))


async def test_a_number_longer_than_a_bulk_is_folded_in_several(stage: Stage) -> None:
    await sent(stage)
    consumption, told = replace(stage.consumption(), bulk_bytes_max=1), list[Progress]()
    rebuilt = await rebuild(stage.pool, Tally(), consumption, progress=told.append)
    assert rebuilt.records == len(numbered(1, ROUNDS))
    assert len(told) > PARTITIONS
    assert (await verify(stage.pool, Tally(), stage.consumption())).equal
    assert await pairs(stage.pool, TALLIES) == sums(ROUNDS)


async def test_a_value_that_no_column_holds_stops_its_key_and_no_other(stage: Stage) -> None:
    await sent(stage, [counted("huge", 1, TOO_MUCH)])
    await rebuild(stage.pool, Tally(), stage.consumption())
    assert await pairs(stage.pool, PARKED) == {"huge": "unwritable"}
    assert await pairs(stage.pool, TALLIES) == sums(ROUNDS)
