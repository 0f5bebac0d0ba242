"""Load, decide, append: what a use case gets from `handle`, on the memory store."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.kit.decider import Decision
from shared.kit.errors import CommandReused, TooLarge, Unavailable, WrongVersion
from shared.kit.eventstore.handle import TRIES_MAX, Intent, handle, handle_when_made
from shared.kit.eventstore.memory import MemoryEventStore
from shared.kit.eventstore.port import AnyVersion, Append, Appended
from shared.kit.eventstore.stream_kind import EVENT_BYTES_MAX, Request
from tests.shared.eventstore.notes import (
    NOTES,
    NOW,
    Close,
    Note,
    NoteClosed,
    NoteCommand,
    NoteEvent,
    State,
    request,
)


class _Contended(MemoryEventStore):
    """For a number of times somebody else is faster by one append."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times
        self.loads = 0

    async def append(self, append: Append) -> Appended:
        if self.times:
            self.times -= 1
            by = request(f"rival {self.times}")
            decision = NOTES.decider.decide(State(), Note(by.command.id))
            events = [NOTES.new_event(event, 0, "note-1", "k", by) for event in decision.events]
            await super().append(Append("note-1", "k", AnyVersion(), events, by.command))
        return await super().append(append)


NoteIntent = Intent[State, NoteCommand, NoteEvent]


@pytest.fixture
def store() -> MemoryEventStore:
    return MemoryEventStore()


async def _handle(
    store: MemoryEventStore, command: NoteCommand, by: Request | None = None, if_version: int | None = None
) -> Appended:
    return await handle(store, Intent(NOTES, "note-1", "k", command, by or request(), if_version=if_version))


async def test_a_command_becomes_events_deadlines_and_messages(store: MemoryEventStore) -> None:
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    done = await _handle(store, Note("hello", NOW - timedelta(days=1)), request(trace=trace))
    assert (done.version, done.published, done.replayed) == (1, 1, False)
    [stored] = (await store.load("note-1")).events
    assert json.loads(stored.metadata) == {
        "command": "c",
        "principal": "key-1",
        "recorded_at": "2026-01-05T04:00:00Z",
        "traceparent": trace,
    }
    [queued] = store.outbox
    assert json.loads(queued.message.value) == {"text": "hello"}
    assert json.loads(queued.message.headers) == {
        "ce_specversion": "1.0",
        "ce_id": str(stored.id),
        "ce_source": "/tuoke/leads",
        "ce_type": "tuoke.leads.noted",
        "ce_subject": "note-1",
        "ce_time": "2026-01-04T04:00:00Z",
        "ce_recordedat": "2026-01-05T04:00:00Z",
        "ce_dataschema": "urn:tuoke:schema:leads.noted:1",
        "ce_partitionkey": "k",
        "content-type": "application/json",
        "traceparent": trace,
    }
    assert set(store.deadlines) == {"note"}


async def test_a_repeated_command_gets_its_first_outcome_though_the_world_moved_on(
    store: MemoryEventStore,
) -> None:
    first = await _handle(store, Note("hello"))
    await _handle(store, Close(), request("close"))
    again = await _handle(store, Note("hello"))
    assert (again.version, again.replayed) == (first.version, True)
    with pytest.raises(NoteClosed):
        await _handle(store, Note("hello"), request("another"))


async def test_what_was_accepted_is_not_refused_by_what_holds_now(store: MemoryEventStore) -> None:
    async def made() -> NoteIntent:
        return Intent(NOTES, "note-1", "k", Note("hello"), request())

    async def refused() -> NoteIntent:
        raise NoteClosed

    first = await handle_when_made(store, request(), made())
    again = await handle_when_made(store, request(), refused())
    assert (again.version, again.answer, again.replayed) == (first.version, first.answer, True)

    async def unreadable() -> NoteIntent:
        raise ValueError("no note is like that now")

    assert (await handle_when_made(store, request(), unreadable())).version == first.version
    with pytest.raises(ValueError, match="like that now"):
        await handle_when_made(store, request("another"), unreadable())
    with pytest.raises(CommandReused):
        await handle_when_made(store, request(content=b"other"), refused())
    with pytest.raises(NoteClosed):
        await handle_when_made(store, request("another"), refused())


async def test_a_reused_command_id_is_refused(store: MemoryEventStore) -> None:
    await _handle(store, Note("hello"))
    with pytest.raises(CommandReused):
        await _handle(store, Note("other"), request(content=b"other"))


async def test_what_is_already_so_is_kept_as_an_outcome(store: MemoryEventStore) -> None:
    await _handle(store, Note("hello"))
    first = await _handle(store, Note("hello"), request("late", b"late"))
    await _handle(store, Close(), request("close"))
    # Decided anew, a note on a closed stream is refused: the caller would be told a second truth.
    again = await _handle(store, Note("hello"), request("late", b"late"))
    assert again == first
    with pytest.raises(CommandReused):
        await _handle(store, Note("other"), request("late", b"other"))


async def test_what_is_already_so_changes_nothing(store: MemoryEventStore) -> None:
    await _handle(store, Note("hello"))
    same = await _handle(store, Note("hello"), request("another"))
    assert (same.stream, same.version, same.published, same.replayed) == ("note-1", 1, 1, True)
    assert len(store.outbox) == 1


async def test_a_faster_rival_means_deciding_again() -> None:
    contended = _Contended(TRIES_MAX - 1)
    done = await _handle(contended, Note("hello"))
    assert done.version == TRIES_MAX


async def test_ever_faster_rivals_mean_unavailable() -> None:
    contended = _Contended(TRIES_MAX)
    with pytest.raises(Unavailable, match="3 times in a row"):
        await _handle(contended, Note("hello"))


async def test_the_version_the_caller_saw_is_held_against_the_stream(store: MemoryEventStore) -> None:
    await _handle(store, Note("hello"))
    with pytest.raises(WrongVersion):
        await _handle(store, Note("more"), request("stale"), if_version=0)
    done = await _handle(store, Note("more"), request("fresh"), if_version=1)
    assert done.version == 2
    assert (await _handle(store, Note("more"), request("fresh"), if_version=1)).replayed


async def test_a_rival_between_look_and_append_is_a_wrong_version_too() -> None:
    with pytest.raises(WrongVersion):
        await _handle(_Contended(1), Note("hello"), if_version=0)


async def test_creating_what_exists_decides_on_what_is_there(store: MemoryEventStore) -> None:
    async def create(text: str, id_: str) -> Appended:
        return await handle(store, Intent(NOTES, "note-1", "k", Note(text), request(id_), creates=True))

    assert (await create("hello", "one")).version == 1
    assert (await create("hello", "two")).replayed
    assert (await create("more", "three")).version == 2


@pytest.mark.parametrize("creates", [True, False])
async def test_what_was_accepted_in_time_is_answered_alike_when_it_no_longer_could_be(
    store: MemoryEventStore, *, creates: bool
) -> None:
    over = False

    def decide(state: State, command: NoteCommand) -> Decision[NoteEvent]:
        if over:
            raise NoteClosed
        return NOTES.decider.decide(state, command)

    kind = replace(NOTES, decider=replace(NOTES.decider, decide=decide))

    async def create(stream: str, by: Request) -> Appended:
        return await handle(store, Intent(kind, stream, "k", Note("hello"), by, b"noted", creates=creates))

    first = await create("note-1", request("one"))
    over = True
    # A repeat may have drawn another name for what it makes.
    again = await create("note-2", request("one"))
    assert (again.answer, again.version, again.replayed) == (first.answer, 1, True)
    with pytest.raises(CommandReused):
        await create("note-2", request("one", b"another body"))
    with pytest.raises(NoteClosed):
        await create("note-2", request("two"))


async def test_the_answer_is_made_once_and_kept(store: MemoryEventStore) -> None:
    async def note(id_: str) -> bytes:
        def answer(state: State) -> bytes:
            return f"{len(state.texts)} notes".encode()

        return (
            await handle(store, Intent(NOTES, "note-1", "k", Note(id_), request(id_), answer=answer))
        ).answer

    assert [await note("a"), await note("b"), await note("a")] == [b"1 notes", b"2 notes", b"1 notes"]


async def test_an_event_that_could_never_be_sent_is_refused(store: MemoryEventStore) -> None:
    with pytest.raises(TooLarge):
        await _handle(store, Note("x" * EVENT_BYTES_MAX))
    assert store.outbox == []
