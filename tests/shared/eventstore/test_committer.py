"""Group commit: who shares a transaction, and what one caller's trouble does to the others."""

import asyncio
from collections.abc import Sequence

import pytest

from shared.kit.decider import Reserve, SetDeadline
from shared.kit.errors import Refused, Unavailable
from shared.kit.eventstore.committer import Committer
from shared.kit.eventstore.groups import GROUP_BYTES_MAX, GROUP_COMMANDS_MAX
from shared.kit.eventstore.port import Append, Appended
from tests.support.eventstore_subject import NOON, append, command, event


class _Database:
    """Answers groups when it is let, and remembers them."""

    def __init__(self) -> None:
        self.groups: list[list[str]] = []
        self.open = asyncio.Event()
        self.open.set()
        self.began = asyncio.Event()
        self.failures: list[Exception] = []
        self.broken: frozenset[str] = frozenset()

    async def write(self, group: Sequence[Append]) -> Sequence[Appended | Refused]:
        self.groups.append([one.stream for one in group])
        self.began.set()
        await self.open.wait()
        if self.failures:
            raise self.failures.pop()
        if self.broken.intersection(one.stream for one in group):
            raise ValueError("a NUL in a text")
        return [Appended(one.stream, 1, 0, b"") for one in group]


@pytest.fixture
def database() -> _Database:
    return _Database()


def _committer(database: _Database, *, queue_max: int = 1000, timeout_s: float = 10) -> Committer:
    return Committer(database.write, lambda: None, queue_max=queue_max, timeout_s=timeout_s)


async def _settled(tasks: Sequence["asyncio.Task[Appended]"]) -> list[str]:
    results = await asyncio.gather(*tasks, return_exceptions=True)
    return [type(result).__name__ for result in results]


def _start(committer: Committer, *appends: Append) -> list["asyncio.Task[Appended]"]:
    return [asyncio.create_task(committer.append(one)) for one in appends]


async def _first_in_flight(committer: Committer, database: _Database) -> "asyncio.Task[Appended]":
    """A group of one is in flight and stays there until the database is opened."""
    database.open.clear()
    first = asyncio.create_task(committer.append(append("first")))
    await database.began.wait()
    return first


async def test_what_waits_while_a_group_is_in_flight_goes_together(database: _Database) -> None:
    committer = _committer(database)
    first = await _first_in_flight(committer, database)
    rest = _start(committer, *(append(f"s{n}") for n in range(5)))
    await asyncio.sleep(0)
    database.open.set()
    assert await _settled([first, *rest]) == ["Appended"] * 6
    assert database.groups == [["first"], [f"s{n}" for n in range(5)]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (append("s"), append("s")),
        (append("s", by=command("c")), append("t", by=command("c"))),
        (append("s", reservations=[Reserve("a", "1")]), append("t", reservations=[Reserve("a", "1")])),
        (
            append("s", deadlines=[SetDeadline("d", "k", NOON)]),
            append("t", deadlines=[SetDeadline("d", "k", NOON)]),
        ),
    ],
    ids=["stream", "command", "reservation", "deadline"],
)
async def test_who_would_meet_in_a_row_waits_for_the_next_group(
    database: _Database, one: Append, other: Append
) -> None:
    committer = _committer(database)
    await _settled(_start(committer, one, other, append("neighbour")))
    assert database.groups == [[one.stream, "neighbour"], [other.stream]]


async def test_a_waiting_append_is_not_overtaken_on_its_stream(database: _Database) -> None:
    committer = _committer(database)
    shared = command("c")
    appends = [append("a", by=shared), append("b", by=shared), append("b"), append("c")]
    await _settled(_start(committer, *appends))
    assert database.groups == [["a", "c"], ["b"], ["b"]]


async def test_a_group_is_bounded_by_commands_and_bytes(database: _Database) -> None:
    committer = _committer(database)
    await _settled(_start(committer, *(append(f"s{n}") for n in range(GROUP_COMMANDS_MAX + 1))))
    assert [len(group) for group in database.groups] == [GROUP_COMMANDS_MAX, 1]
    database.groups.clear()
    huge = event("x" * (GROUP_BYTES_MAX // 2))
    await _settled(_start(committer, append("a", huge), append("b", huge), append("c")))
    assert database.groups == [["a"], ["b"], ["c"]]


async def test_a_full_queue_says_so_at_once(database: _Database) -> None:
    committer = _committer(database, queue_max=2)
    first = await _first_in_flight(committer, database)
    waiting = _start(committer, append("a"), append("b"))
    await asyncio.sleep(0)
    with pytest.raises(Unavailable, match="2 appends are waiting"):
        await committer.append(append("c"))
    database.open.set()
    assert await _settled([first, *waiting]) == ["Appended"] * 3


async def test_a_lost_connection_fails_its_group_and_not_the_next_one(database: _Database) -> None:
    committer = _committer(database)
    first = await _first_in_flight(committer, database)
    rest = _start(committer, append("a"), append("b"))
    await asyncio.sleep(0)
    database.failures.append(Unavailable("connection lost"))
    database.open.set()
    assert await _settled([first, *rest]) == ["Unavailable", "Appended", "Appended"]


async def test_one_broken_append_fails_alone(database: _Database) -> None:
    committer = _committer(database)
    database.broken = frozenset({"bad"})
    tasks = _start(committer, append("a"), append("bad"), append("b"))
    assert await _settled(tasks) == ["Appended", "ValueError", "Appended"]


async def test_a_caller_that_leaves_early_is_not_written_and_harms_nobody(database: _Database) -> None:
    committer = _committer(database)
    first = await _first_in_flight(committer, database)
    leaving, staying = _start(committer, append("leaving"), append("staying"))
    await asyncio.sleep(0)
    leaving.cancel()
    first.cancel()
    await asyncio.sleep(0)
    database.open.set()
    assert await _settled([first, leaving, staying]) == ["CancelledError", "CancelledError", "Appended"]
    assert database.groups == [["first"], ["staying"]]


async def test_an_append_that_takes_too_long_is_given_up(database: _Database) -> None:
    committer = _committer(database, timeout_s=0.05)
    first = await _first_in_flight(committer, database)
    assert await _settled([first, *_start(committer, append("a"))]) == ["Unavailable", "Unavailable"]
    database.open.set()
    assert (await committer.append(append("b"))).stream == "b"


async def test_the_committed_hint_comes_once_per_writing_group(database: _Database) -> None:
    hints: list[str] = []
    committer = Committer(database.write, lambda: hints.append("committed"))
    await _settled(_start(committer, append("a"), append("b")))
    assert hints == ["committed"]
