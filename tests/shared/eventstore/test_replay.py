"""What was published can be published again, bit for bit, from the store alone."""

import json
from contextlib import aclosing

import pytest

from shared.kit.eventstore.handle import Intent, handle
from shared.kit.eventstore.postgres import PostgresEventStore
from shared.kit.eventstore.replay import Republished, Unpublishable, republished, requeue
from shared.kit.eventstore.verify import verify
from shared.kit.postgres.pool import Pool
from tests.shared.eventstore.notes import NOTES, Close, Note, NoteCommand, request

OUTBOX = "SELECT key, sequence, topic, headers, value FROM outbox ORDER BY position"
KINDS = {"note": NOTES}

Row = tuple[str, int, str, dict[str, str], bytes]


async def _outbox(pool: Pool) -> list[Row]:
    rows = await pool.fetch(OUTBOX)
    return [
        (row["key"], row["sequence"], row["topic"], json.loads(row["headers"]), row["value"]) for row in rows
    ]


async def _all(store: PostgresEventStore, key: str | None = None, after: int = 0) -> list[Republished]:
    async with aclosing(republished(store, KINDS, key, after)) as messages:
        return [message async for message in messages]


@pytest.fixture
async def store(pool: Pool) -> PostgresEventStore:
    store = PostgresEventStore(pool)
    told: list[tuple[str, str, NoteCommand]] = [
        ("note-a", "k", Note("one")),
        ("note-b", "k", Note("two")),
        ("note-x", "other", Note("three")),
        ("note-a", "k", Close()),
        ("note-b", "k", Note("four")),
    ]
    for n, (stream, key, command) in enumerate(told):
        await handle(store, Intent(NOTES, stream, key, command, request(f"c{n}", trace=f"00-{n}")))
    return store


async def test_everything_comes_again_with_its_ids_sequences_and_times(
    store: PostgresEventStore, pool: Pool
) -> None:
    before = await _outbox(pool)
    again = [
        (one.key, one.sequence, one.message.topic, json.loads(one.message.headers), one.message.value)
        for one in await _all(store)
    ]
    assert len(before) == 4
    assert again == before


async def test_one_key_comes_again_from_after_a_sequence(store: PostgresEventStore) -> None:
    assert [(one.key, one.sequence) for one in await _all(store, "k", after=1)] == [("k", 2), ("k", 3)]


async def test_the_relay_finds_a_replay_in_the_outbox(store: PostgresEventStore, pool: Pool) -> None:
    before = await _outbox(pool)
    await pool.execute("DELETE FROM outbox")
    assert await requeue(pool, store, KINDS) == 4
    assert await _outbox(pool) == before
    assert await verify(pool) == []
    assert await requeue(pool, store, KINDS, "other") == 1


async def test_a_published_fact_that_maps_to_nothing_stops_the_replay(store: PostgresEventStore) -> None:
    with pytest.raises(Unpublishable, match="noted at note-a version 1"):
        async with aclosing(republished(store, {})) as messages:
            await anext(messages)
