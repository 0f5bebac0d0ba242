"""Many commands at once are the same as one after another, to the last byte that they leave behind."""

from collections.abc import Sequence

from shared.kit.eventstore import MIGRATIONS
from shared.kit.eventstore.handle import Intent, handle, handle_all
from shared.kit.eventstore.memory import MemoryEventStore
from shared.kit.eventstore.port import Appended
from shared.kit.eventstore.postgres import PostgresEventStore
from shared.kit.postgres.migrate import migrate
from shared.kit.postgres.pool import Pool, opened_pool
from tests.shared.eventstore.notes import (
    NOTES,
    Close,
    Note,
    NoteClosed,
    NoteCommand,
    NoteEvent,
    State,
    request,
)
from tests.support import databases

WRITTEN = {
    "events": "stream, key, version, event_id, type, schema_version, data, metadata, occurred_at, sequence",
    "outbox": "topic, key, sequence, headers, value",
    "commands": "command_id, request_hash, stream, version, published, answer",
    "streams": "stream, key, version",
    "keys": "key, published",
    "deadlines": "id, key, stream, kind, due_at, detail",
}
"""Every table that an append writes, and its columns that do not tell the time of the writing."""


def _intent(
    stream: str, command: NoteCommand, id_: str, *, creates: bool = False
) -> Intent[State, NoteCommand, NoteEvent]:
    by = request(id_, f"{stream} {command}".encode(), trace="00-1")
    return Intent(NOTES, stream, f"k{stream}", command, by, answer=id_.encode(), creates=creates)


def _told(outcome: Appended | Exception) -> object:
    return outcome if isinstance(outcome, Appended) else (type(outcome), str(outcome))


def _waves() -> Sequence[Sequence[Intent[State, NoteCommand, NoteEvent]]]:
    """Commands that create, go on, repeat, are already so, are refused and come under a used id."""
    first = [_intent(f"note-{n}", Note(f"text {n}"), f"a{n}", creates=True) for n in range(30)]
    second = [
        *(_intent(f"note-{n}", Close(), f"b{n}") for n in range(8)),
        *(_intent(f"note-{n}", Note("more"), f"b{n}", creates=True) for n in range(8, 16)),
        *(_intent(f"note-{n}", Note(f"text {n}"), f"a{n}", creates=True) for n in range(16, 20)),
        *(_intent(f"note-{n}", Note(f"text {n}"), f"b{n}") for n in range(20, 25)),
        *(_intent(f"note-{n}", Note("other"), f"a{n}") for n in range(25, 30)),
    ]
    third = [_intent(f"note-{n}", Note("late"), f"c{n}") for n in range(30)]
    return first, second, third


async def _rows(pool: Pool) -> dict[str, list[tuple[object, ...]]]:
    return {
        table: sorted(tuple(row) for row in await pool.fetch(f"SELECT {columns} FROM {table}"))  # noqa: S608 -- our own names
        for table, columns in WRITTEN.items()
    }


async def test_many_at_once_leave_the_rows_of_one_after_another(pool: Pool, postgres_url: str) -> None:
    other = await databases.create(postgres_url)
    try:
        await migrate(other, [MIGRATIONS])
        async with opened_pool(other, application_name="tests") as singly_pool:
            many, singly = PostgresEventStore(pool), PostgresEventStore(singly_pool)
            for wave in _waves():
                at_once = await handle_all(many, wave)
                one_by_one = [(await handle_all(singly, [intent]))[0] for intent in wave]
                assert list(map(_told, at_once)) == list(map(_told, one_by_one))
            assert await _rows(pool) == await _rows(singly_pool)
    finally:
        await databases.drop(other, postgres_url)


async def test_a_refused_command_says_so_at_its_place_and_harms_no_other() -> None:
    store = MemoryEventStore()
    await handle(store, _intent("note-1", Close(), "close"))
    outcomes = await handle_all(
        store, [_intent(f"note-{n}", Note("x"), f"n{n}", creates=True) for n in range(3)]
    )
    assert [type(outcome) for outcome in outcomes] == [Appended, NoteClosed, Appended]
