"""What an append moves beside its events: reservations, deadlines, the outbox."""

from datetime import timedelta

import pytest

from shared.kit.decider import CancelDeadline, DeadlineChange, Reserve, SetDeadline
from shared.kit.errors import AlreadyReserved
from shared.kit.eventstore.port import Appended, NoStream
from tests.support.eventstore_subject import NOON, Subject, append, event, everything, outcomes


class ReservationContract:
    """A value is held by one stream."""

    async def test_a_value_is_taken_by_the_first_stream(self, subject: Subject) -> None:
        phone = Reserve("phone", "1")
        await subject.store.append(append("s", event(), reservations=[phone]))
        with pytest.raises(AlreadyReserved) as refused:
            await subject.store.append(append("t", event(), reservations=[Reserve("mail", "a"), phone]))
        assert (refused.value.kind, refused.value.value, refused.value.holder) == ("phone", "1", "s")
        assert tuple((await subject.store.load("t")).events) == ()

    async def test_what_a_refused_command_could_have_had_stays_free(self, subject: Subject) -> None:
        await subject.store.append(append("s", event(), reservations=[Reserve("phone", "1")]))
        with pytest.raises(AlreadyReserved):
            await subject.store.append(
                append("t", event(), reservations=[Reserve("mail", "a"), Reserve("phone", "1")])
            )
        await subject.store.append(append("u", event(), reservations=[Reserve("mail", "a")]))

    async def test_the_holder_may_reserve_again(self, subject: Subject) -> None:
        twice = [Reserve("phone", "1"), Reserve("phone", "1")]
        await subject.store.append(append("s", event(), reservations=twice))
        assert (await subject.store.append(append("s", event(), reservations=twice))).version == 2

    async def test_a_holder_that_is_refused_for_another_value_keeps_what_it_held(
        self, subject: Subject
    ) -> None:
        await subject.store.append(append("s", event(), reservations=[Reserve("phone", "1")]))
        await subject.store.append(append("t", event(), reservations=[Reserve("phone", "2")]))
        with pytest.raises(AlreadyReserved):
            await subject.store.append(
                append("s", event(), reservations=[Reserve("phone", "1"), Reserve("phone", "2")])
            )
        with pytest.raises(AlreadyReserved):
            await subject.store.append(append("u", event(), reservations=[Reserve("phone", "1")]))

    async def test_of_many_at_once_one_gets_the_value(self, subject: Subject) -> None:
        racers = [
            append(f"s{n}", event(), key=f"k{n}", reservations=[Reserve("phone", "1")]) for n in range(10)
        ]
        done = await outcomes(subject.store, *racers)
        assert sum(isinstance(one, Appended) for one in done) == 1
        assert sum(isinstance(one, AlreadyReserved) for one in done) == 9


class DeadlineContract:
    """Deadlines move with the events that move them."""

    async def test_a_deadline_is_set_moved_and_cancelled(self, subject: Subject) -> None:
        later = NOON + timedelta(hours=1)
        await subject.store.append(append("s", event(), deadlines=[SetDeadline("d", "due", NOON)]))
        assert await subject.deadlines() == {"d": NOON}
        await subject.store.append(append("s", event(), deadlines=[SetDeadline("d", "due", later)]))
        assert await subject.deadlines() == {"d": later}
        await subject.store.append(append("s", event(), deadlines=[CancelDeadline("d")]))
        assert await subject.deadlines() == {}

    async def test_of_several_changes_in_one_decision_the_last_holds(self, subject: Subject) -> None:
        changes: list[DeadlineChange] = [
            SetDeadline("d", "due", NOON),
            CancelDeadline("d"),
            SetDeadline("e", "due", NOON),
        ]
        await subject.store.append(append("s", event(), deadlines=changes))
        assert await subject.deadlines() == {"e": NOON}

    async def test_cancelling_an_unknown_deadline_changes_nothing(self, subject: Subject) -> None:
        await subject.store.append(append("s", event(), deadlines=[CancelDeadline("nobody")]))
        assert await subject.deadlines() == {}

    async def test_deadlines_move_without_an_event(self, subject: Subject) -> None:
        done = await subject.store.append(append("s", deadlines=[SetDeadline("d", "due", NOON)]))
        assert done.version == 0
        assert await subject.deadlines() == {"d": NOON}


class PublishingContract:
    """The published sequence has no hole and no double."""

    async def test_the_sequence_counts_a_key_across_its_streams(self, subject: Subject) -> None:
        published = [
            (await subject.store.append(append(stream, event(), key=key))).published
            for stream, key in [("a", "k"), ("b", "k"), ("x", "other"), ("a", "k")]
        ]
        assert published == [1, 2, 1, 3]
        assert [(key, n) for key, n, _ in await subject.outbox()] == [
            ("k", 1),
            ("k", 2),
            ("other", 1),
            ("k", 3),
        ]
        assert [e.sequence for e in await everything(subject.store)] == [1, 2, 1, 3]

    async def test_private_events_take_no_sequence(self, subject: Subject) -> None:
        quiet = await subject.store.append(append("s", event(public=False)))
        mixed = await subject.store.append(append("s", event("a"), event(public=False), event("b")))
        assert (quiet.published, mixed.published, mixed.version) == (0, 2, 4)
        assert await subject.outbox() == [("k", 1, "a"), ("k", 2, "b")]
        assert [e.sequence for e in await everything(subject.store)] == [None, 1, None, 2]
        assert (await subject.store.load("s")).published == 2

    async def test_commands_of_one_group_on_one_key_are_numbered_in_order(self, subject: Subject) -> None:
        done = await outcomes(
            subject.store,
            *(append(f"s{n}", event(f"{n}a"), event(f"{n}b"), expected=NoStream()) for n in range(10)),
        )
        assert [one.published for one in done if isinstance(one, Appended)] == list(range(2, 21, 2))
        assert await subject.outbox() == [
            ("k", 2 * n + i + 1, f"{n}{x}") for n in range(10) for i, x in enumerate("ab")
        ]

    async def test_a_refusal_leaves_its_neighbours_and_the_sequence_whole(self, subject: Subject) -> None:
        await subject.store.append(append("old", event("0"), reservations=[Reserve("phone", "1")]))
        done = await outcomes(
            subject.store,
            append("s1", event("1")),
            append("old", event("stale"), expected=NoStream()),
            append("s2", event("2")),
            append("s3", event("taken"), reservations=[Reserve("phone", "1")]),
            append("s4", event("4")),
        )
        assert [type(one).__name__ for one in done] == [
            "Appended", "WrongVersion", "Appended", "AlreadyReserved", "Appended",
        ]  # fmt: skip
        assert await subject.outbox() == [("k", n + 1, text) for n, text in enumerate("0124")]
