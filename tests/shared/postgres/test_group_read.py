"""Questions share statements; no answer is older than its question, and a broken one fails alone."""

import asyncio
from collections.abc import Sequence

import pytest

from shared.kit.errors import Unavailable
from shared.kit.postgres import group_read
from shared.kit.postgres.group_read import GroupRead


class Table:
    """What is read: each statement sees the table as it is when it begins, and ends when it is let go."""

    def __init__(self) -> None:
        self.statements: list[list[str]] = []
        self.row, self.gate = 0, asyncio.Semaphore(0)

    async def read(self, asked: Sequence[str]) -> Sequence[int]:
        self.statements.append(list(asked))
        seen = self.row
        await self.gate.acquire()
        if "broken" in asked:
            raise ValueError("broken")
        if "later" in asked:
            raise Unavailable("not now")
        return [seen] * len(asked)


@pytest.fixture
def table() -> Table:
    return Table()


async def begun(reads: GroupRead[str, int], *asked: str) -> list["asyncio.Task[int]"]:
    tasks = [asyncio.create_task(reads.answer(one)) for one in asked]
    for _ in range(5):
        await asyncio.sleep(0)
    return tasks


async def test_what_is_asked_during_a_statement_is_answered_by_one_more(table: Table) -> None:
    reads = GroupRead(table.read)
    first = await begun(reads, "a")
    rest = await begun(reads, "b", "c", "b", "a")
    table.gate.release()
    table.gate.release()
    await asyncio.gather(*first, *rest)
    assert table.statements == [["a"], ["b", "c", "a"]]


async def test_no_answer_is_older_than_its_question(table: Table) -> None:
    reads = GroupRead(table.read)
    (before,) = await begun(reads, "a")
    table.row = 1
    (after,) = await begun(reads, "a")
    table.gate.release()
    table.gate.release()
    assert (await before, await after) == (0, 1)


async def test_a_group_is_bounded(table: Table) -> None:
    reads = GroupRead(table.read, 2)
    tasks = await begun(reads, "a", "b", "c")
    table.gate.release()
    table.gate.release()
    await asyncio.gather(*tasks)
    assert table.statements == [["a", "b"], ["c"]]


async def test_a_caller_that_leaves_changes_nothing_for_the_others(table: Table) -> None:
    reads = GroupRead(table.read)
    leaves, stays = await begun(reads, "a", "a")
    leaves.cancel()
    await asyncio.wait([leaves])
    table.gate.release()
    assert await stays == 0


async def test_a_broken_question_fails_alone(table: Table) -> None:
    reads = GroupRead(table.read)
    well, broken = await begun(reads, "a", "broken")
    for _ in range(3):
        table.gate.release()
    assert await well == 0
    with pytest.raises(ValueError, match="broken"):
        await broken
    assert table.statements == [["a", "broken"], ["a"], ["broken"]]


async def test_nobody_is_answered_while_nothing_can_be_read_and_the_next_may_be(table: Table) -> None:
    reads = GroupRead(table.read)
    tasks = await begun(reads, "a", "later")
    table.gate.release()
    for task in tasks:
        with pytest.raises(Unavailable, match="not now"):
            await task
    (again,) = await begun(reads, "a")
    table.gate.release()
    assert await again == 0


async def test_more_than_so_many_do_not_wait(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group_read, "WAITING_MAX", 2)
    reads = GroupRead(table.read)
    tasks = await begun(reads, "a", "b", "c")
    table.gate.release()
    with pytest.raises(Unavailable, match="are waiting"):
        await tasks[2]
    assert [await one for one in tasks[:2]] == [0, 0]


async def test_whoever_waits_is_told_when_the_process_stops(table: Table) -> None:
    reads = GroupRead(table.read)
    first = await begun(reads, "a")
    rest = await begun(reads, "b")
    (drain,) = [task for task in asyncio.all_tasks() if task.get_name() == "group read"]
    drain.cancel()
    for task in (*first, *rest):
        with pytest.raises(Unavailable, match="stopping"):
            await task
