"""Outcomes are kept as long as anybody may ask for them, and no command takes effect twice after that."""

import asyncio
from datetime import timedelta
from functools import partial

import pytest

from shared.kit.errors import CommandReused
from shared.kit.eventstore import upkeep
from shared.kit.eventstore.handle import Intent, handle
from shared.kit.eventstore.port import Appended
from shared.kit.eventstore.postgres import PostgresEventStore
from shared.kit.eventstore.upkeep import COMMANDS_KEPT_S, forget_commands
from shared.kit.hourly import Hourly
from shared.kit.postgres.pool import Pool
from tests.shared.eventstore.notes import NOTES, Note, request
from tests.support.eventstore_subject import append, command, event, everything
from tests.support.eventually import eventually

KEPT = timedelta(seconds=COMMANDS_KEPT_S)


async def _aged(pool: Pool, by: timedelta) -> None:
    """All that is recorded now was recorded so long ago."""
    await pool.execute("UPDATE commands SET recorded_at = recorded_at - $1::interval", by)
    await pool.execute("UPDATE outbox SET recorded_at = recorded_at - $1::interval", by)


async def _sent(pool: Pool) -> None:
    await pool.execute("DELETE FROM outbox")


async def _known(pool: Pool) -> set[str]:
    return {row["command_id"] for row in await pool.fetch("SELECT command_id FROM commands")}


async def test_an_outcome_is_kept_for_seven_days_and_not_longer(pool: Pool) -> None:
    store = PostgresEventStore(pool)
    await store.append(append("s", event(), by=command("old")))
    await _aged(pool, timedelta(days=1))
    await store.append(append("s", event(), by=command("young")))
    await _sent(pool)
    await _aged(pool, KEPT - timedelta(hours=1))
    assert (await forget_commands(pool), await _known(pool)) == (1, {"young"})
    await _aged(pool, timedelta(hours=2))
    assert (await forget_commands(pool), await _known(pool)) == (1, set())


@pytest.mark.parametrize("waits", [True, False])
async def test_an_outcome_whose_message_waits_is_kept_however_old(pool: Pool, *, waits: bool) -> None:
    store = PostgresEventStore(pool)
    await store.append(append("s", event(), by=command("waiting")))
    await _aged(pool, 3 * KEPT)
    if not waits:
        await _sent(pool)
    await forget_commands(pool)
    assert await _known(pool) == ({"waiting"} if waits else set())


async def test_every_page_is_looked_at_and_the_young_stay(pool: Pool) -> None:
    rows = "INSERT INTO commands SELECT n::text, '', 's', 0, 0, repeat('x', 900)::bytea FROM generate_series"
    await pool.execute(f"{rows}(1, 20000) AS n")
    assert await pool.fetchval("SELECT pg_relation_size('commands') / 8192") > 2 * upkeep.PAGES_MAX
    await _aged(pool, 2 * KEPT)
    await pool.execute(f"{rows}(20001, 20100) AS n")
    assert await forget_commands(pool) == 20_000
    assert await _known(pool) == {str(n) for n in range(20_001, 20_101)}


async def _note(store: PostgresEventStore, text: str, id_: str) -> Appended:
    return await handle(store, Intent(NOTES, f"note-{text}", "k", Note(text), request(id_, text.encode())))


async def test_a_forgotten_command_is_refused_and_takes_no_second_effect(pool: Pool) -> None:
    store = PostgresEventStore(pool)
    await _note(store, "hello", "c")
    await _sent(pool)
    await _aged(pool, 2 * KEPT)
    await forget_commands(pool)
    # A stream of its own, as a use case has that names a new one at each try.
    neighbours = [asyncio.create_task(_note(store, f"n{n}", f"other {n}")) for n in range(3)]
    with pytest.raises(CommandReused):
        await _note(store, "elsewhere", "c")
    await asyncio.gather(*neighbours)
    found = {(e.stream, e.version) for e in await everything(store)}
    assert found == {("note-hello", 1), *((f"note-n{n}", 1) for n in range(3))}


async def test_without_the_events_ids_a_forgotten_command_takes_effect_again(pool: Pool) -> None:
    await pool.execute("ALTER TABLE events DROP CONSTRAINT events_event_id")
    store = PostgresEventStore(pool)
    await _note(store, "hello", "c")
    await pool.execute("DELETE FROM commands")
    await _note(store, "elsewhere", "c")
    assert {e.stream for e in await everything(store)} == {"note-hello", "note-elsewhere"}


async def test_the_role_forgets_at_once_and_stops_when_it_is_told_to(pool: Pool) -> None:
    await PostgresEventStore(pool).append(append("s", event(), by=command("old")))
    await _sent(pool)
    await _aged(pool, 2 * KEPT)
    stop = asyncio.Event()
    running = asyncio.create_task(Hourly("commands", partial(forget_commands, pool)).run(stop))

    async def forgotten() -> bool:
        return not await _known(pool)

    _: bool = await eventually(forgotten)
    stop.set()
    async with asyncio.timeout(5):
        await running
