"""What every event store does, whatever it is made of. Run by the memory store and the Postgres one.

A test module derives a class from `EventStoreContract` and gives it the fixture `subject`.
"""

import pytest

from shared.kit.decider import SetDeadline
from shared.kit.errors import CommandReused, WrongKey, WrongVersion
from shared.kit.eventstore.port import Appended, Exactly, NoStream
from tests.support.eventstore_effects_contract import (
    DeadlineContract,
    PublishingContract,
    ReservationContract,
)
from tests.support.eventstore_subject import NOON, Subject, append, command, event, everything, outcomes


class ExpectationContract:
    """Versions and streams."""

    async def test_a_new_stream_starts_at_its_first_event(self, subject: Subject) -> None:
        done = await subject.store.append(append("s", event("a"), event("b"), expected=NoStream()))
        assert (done.stream, done.version, done.replayed) == ("s", 2, False)
        loaded = await subject.store.load("s")
        assert [(e.version, e.data, e.stream, e.key) for e in loaded.events] == [
            (1, b'"a"', "s", "k"),
            (2, b'"b"', "s", "k"),
        ]
        assert loaded.events[0].occurred_at == NOON

    async def test_an_existing_stream_is_not_a_new_one(self, subject: Subject) -> None:
        await subject.store.append(append("s", event()))
        with pytest.raises(WrongVersion) as refused:
            await subject.store.append(append("s", event(), expected=NoStream()))
        assert (refused.value.stream, refused.value.actual) == ("s", 1)

    async def test_the_exact_version_is_appended_to(self, subject: Subject) -> None:
        await subject.store.append(append("s", event(), event()))
        done = await subject.store.append(append("s", event(), expected=Exactly(2)))
        assert done.version == 3

    @pytest.mark.parametrize("version", [1, 3])
    async def test_another_version_is_refused_and_leaves_nothing(
        self, subject: Subject, version: int
    ) -> None:
        await subject.store.append(append("s", event(), event()))
        refused = append(
            "s",
            event(),
            expected=Exactly(version),
            deadlines=[SetDeadline("d", "due", NOON)],
            by=command("c"),
        )
        with pytest.raises(WrongVersion):
            await subject.store.append(refused)
        assert len(await everything(subject.store)) == 2
        assert await subject.deadlines() == {}
        assert (await subject.store.load("s", command("c"))).before is None

    async def test_any_version_is_appended_to(self, subject: Subject) -> None:
        versions = [(await subject.store.append(append("s", event()))).version for _ in range(3)]
        assert versions == [1, 2, 3]

    async def test_a_stream_that_is_not_there_is_empty(self, subject: Subject) -> None:
        loaded = await subject.store.load("nowhere", command())
        assert (tuple(loaded.events), loaded.before, loaded.published) == ((), None, 0)

    @pytest.mark.parametrize(
        "name", ["NULL", "null", "{}", "a,b", 'say "so"', "back\\slash", "a\nb\\n", "张记"]
    )
    async def test_a_name_is_kept_as_it_is(self, subject: Subject, name: str) -> None:
        done = append(name, event("a"), key=name, by=command(name), deadlines=[SetDeadline(name, name, NOON)])
        await subject.store.append(done)
        loaded = await subject.store.load(name, command(name))
        assert [(e.stream, e.key) for e in loaded.events] == [(name, name)]
        assert loaded.before is not None
        assert loaded.before.stream == name
        assert set(await subject.deadlines()) == {name}

    async def test_a_stream_belongs_to_one_key_for_ever(self, subject: Subject) -> None:
        await subject.store.append(append("s", event(), key="one"))
        with pytest.raises(WrongKey):
            await subject.store.append(append("s", event(), key="other"))

    async def test_scan_yields_everything_after_a_position(self, subject: Subject) -> None:
        for stream in "abc":
            await subject.store.append(append(stream, event(stream)))
        first, *rest = await everything(subject.store)
        assert [e.stream for e in (first, *rest)] == ["a", "b", "c"]
        assert await everything(subject.store, first.position) == rest

    async def test_fifty_writers_on_one_stream_leave_fifty_versions(self, subject: Subject) -> None:
        done = await outcomes(subject.store, *(append("s", event(str(n))) for n in range(50)))
        assert sorted(one.version for one in done if isinstance(one, Appended)) == list(range(1, 51))
        stored = (await subject.store.load("s")).events
        assert [e.version for e in stored] == list(range(1, 51))
        assert [value for _, _, value in await subject.outbox()] == [
            e.data.decode().strip('"') for e in stored
        ]

    async def test_of_fifty_writers_at_one_version_one_wins(self, subject: Subject) -> None:
        await subject.store.append(append("s", event()))
        done = await outcomes(subject.store, *(append("s", event(), expected=Exactly(1)) for _ in range(50)))
        assert sum(isinstance(one, Appended) for one in done) == 1
        assert sum(isinstance(one, WrongVersion) for one in done) == 49
        assert len((await subject.store.load("s")).events) == 2


class CommandContract:
    """A command takes effect once."""

    async def test_the_same_command_again_gives_the_first_answer(self, subject: Subject) -> None:
        first = await subject.store.append(append("s", event(), by=command("c"), answer=b"one"))
        again = await subject.store.append(
            append("t", event(), by=command("c"), answer=b"two", expected=NoStream())
        )
        assert again == Appended("s", first.version, first.published, b"one", replayed=True)
        assert len(await everything(subject.store)) == 1
        assert (await subject.store.load("s", command("c"))).before == again

    async def test_a_replay_wins_over_a_stale_version(self, subject: Subject) -> None:
        once = append("s", event(), by=command("c"), expected=NoStream())
        await subject.store.append(once)
        assert (await subject.store.append(once)).replayed

    async def test_the_same_command_with_other_content_is_refused(self, subject: Subject) -> None:
        await subject.store.append(append("s", event(), by=command("c", "a")))
        with pytest.raises(CommandReused):
            await subject.store.append(append("s", event(), by=command("c", "b")))
        with pytest.raises(CommandReused):
            await subject.store.load("s", command("c", "b"))

    async def test_twins_at_once_take_effect_once(self, subject: Subject) -> None:
        twins = [append(f"s{n}", event(), key=f"k{n}", by=command("c"), answer=b"x") for n in range(8)]
        done = await outcomes(subject.store, *twins)
        assert {(one.stream, one.version) for one in done if isinstance(one, Appended)} == {("s0", 1)}
        assert len(await everything(subject.store)) == 1

    async def test_a_refused_command_may_come_again(self, subject: Subject) -> None:
        await subject.store.append(append("s", event()))
        with pytest.raises(WrongVersion):
            await subject.store.append(append("s", event(), by=command("c"), expected=NoStream()))
        done = await subject.store.append(append("s", event(), by=command("c"), expected=Exactly(1)))
        assert (done.version, done.replayed) == (2, False)


class ManyContract:
    """Many appends or looks at once."""

    async def test_each_of_many_has_its_outcome_at_its_place(self, subject: Subject) -> None:
        await subject.store.append(append("b", event(), key="b"))
        again = append("a", event("first"), key="a", by=command("c"))
        done = await subject.store.append_all(
            [again, append("b", event(), key="b", expected=NoStream()), append("d", key="b"), again]
        )
        assert [type(one) for one in done] == [Appended, WrongVersion, Appended, Appended]
        assert [one.replayed for one in done if isinstance(one, Appended)] == [False, False, True]
        assert await subject.store.append_all([]) == []

    async def test_many_of_one_key_are_numbered_in_their_order(self, subject: Subject) -> None:
        many = [append(f"s{n % 7}", event(str(n))) for n in range(40)]
        done = await subject.store.append_all(many)
        assert all(isinstance(one, Appended) for one in done)
        for stream in range(7):
            stored = (await subject.store.load(f"s{stream}")).events
            assert [e.data for e in stored] == [f'"{n}"'.encode() for n in range(40) if n % 7 == stream]
        assert [sequence for _, sequence, _ in await subject.outbox()] == list(range(1, 41))

    async def test_a_look_at_many_is_a_look_at_each(self, subject: Subject) -> None:
        await subject.store.append(append("s", event(), event(), by=command("c")))
        await subject.store.append(append("t", event(), key="other"))
        asked = [("t", command()), ("s", command("c")), ("nowhere", command()), ("s", command())]
        singly = [await subject.store.load(stream, by) for stream, by in asked]
        assert await subject.store.load_all(asked) == singly
        (reused,) = await subject.store.load_all([("s", command("c", "other"))])
        assert isinstance(reused, CommandReused)


class EventStoreContract(
    ExpectationContract,
    CommandContract,
    ManyContract,
    ReservationContract,
    DeadlineContract,
    PublishingContract,
):
    """All of it."""
