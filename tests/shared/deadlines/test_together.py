"""A kind whose handler takes many at once: in order, once, each with a failure of its own, by the bounds."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

import pytest

from shared.kit.deadlines.backlog import quarantined
from shared.kit.deadlines.due import Due, Together
from shared.kit.deadlines.worker import DeadlineWorker, WorkerBounds
from shared.kit.decider import CancelDeadline
from shared.kit.errors import Unavailable
from shared.kit.eventstore.port import AnyVersion, Append, Appended, NewEvent
from tests.shared.deadlines.conftest import Cases
from tests.shared.deadlines.hands import run_due

MINUTE = timedelta(minutes=1)


@dataclass
class Breaching:
    """Breaches all of a call in one append; `bad` ones fail by themselves, `broken` ones break the call."""

    cases: Cases
    bad: frozenset[str] = frozenset()
    broken: frozenset[str] = frozenset()
    away: bool = False
    calls: list[list[str]] = field(default_factory=list)

    async def __call__(self, due: Sequence[Due]) -> Sequence[Exception | None]:
        self.calls.append([one.id for one in due])
        if self.away:
            raise Unavailable("the store is busy")
        if any(one.id in self.broken for one in due):
            raise LookupError("broken")
        good = [one for one in due if one.id not in self.bad]
        said = iter(await self.cases.store.append_all([self._breach(one) for one in good]))
        return [self._outcome(LookupError(one.id) if one.id in self.bad else next(said)) for one in due]

    def _breach(self, due: Due) -> Append:
        event = NewEvent(uuid4(), "breached", 1, b"{}", b"{}", self.cases.clock.now(), None)
        ends = [CancelDeadline(due.id)]
        return Append(due.stream, due.key, AnyVersion(), [event], due.command, b"", deadlines=ends)

    @staticmethod
    def _outcome(said: Appended | Exception) -> Exception | None:
        return said if isinstance(said, Exception) else None


def worker_of(cases: Cases, breaching: Breaching, bounds: WorkerBounds | None = None) -> DeadlineWorker:
    return DeadlineWorker(cases.pool, {"breach": Together(breaching)}, cases.clock, bounds)


async def opened(cases: Cases, *ids: str, key: str | None = None) -> None:
    for n, id_ in enumerate(ids):
        await cases.open(id_, cases.clock.now() - n * MINUTE, key=key)


async def test_many_are_one_call_the_oldest_first_and_no_more_than_the_bound(cases: Cases) -> None:
    await opened(cases, "e", "d", "c", "b", "a")
    breaching = Breaching(cases)
    assert await run_due(cases, worker_of(cases, breaching, WorkerBounds(together_max=3))) == 5
    assert breaching.calls == [["a", "b", "c"], ["d", "e"]]
    assert await cases.standing() == []
    assert await cases.breaches() == {f"case-{id_}": 1 for id_ in "abcde"}


async def test_two_of_one_key_are_never_in_one_call_and_keep_their_order(cases: Cases) -> None:
    await opened(cases, "z2", "z1", "z0", key="one customer")
    await opened(cases, "other")
    breaching = Breaching(cases)
    await run_due(cases, worker_of(cases, breaching))
    assert breaching.calls == [["z0", "other"], ["z1"], ["z2"]]
    assert await cases.standing() == []


async def test_one_that_fails_is_told_alone_and_the_others_take_effect(cases: Cases) -> None:
    await opened(cases, "c", "b", "a")
    bounds = WorkerBounds(tries_max=1)
    await run_due(cases, worker_of(cases, Breaching(cases, bad=frozenset("b")), bounds))
    assert [(one.id, one.reason) for one in await quarantined(cases.pool)] == [("b", "LookupError")]
    assert await cases.breaches() == {"case-a": 1, "case-c": 1}


async def test_one_that_breaks_the_call_of_all_is_found_and_the_others_take_effect(cases: Cases) -> None:
    await opened(cases, "c", "b", "a")
    breaching = Breaching(cases, broken=frozenset("b"))
    await run_due(cases, worker_of(cases, breaching, WorkerBounds(tries_max=1)))
    assert breaching.calls == [["a", "b", "c"], ["a"], ["b"], ["c"]]
    assert [one.id for one in await quarantined(cases.pool)] == ["b"]
    assert await cases.breaches() == {"case-a": 1, "case-c": 1}


async def test_a_failure_of_the_moment_is_of_all_and_counts_for_none(cases: Cases) -> None:
    await opened(cases, "b", "a")
    breaching = Breaching(cases, away=True)
    await run_due(cases, worker_of(cases, breaching, WorkerBounds(tries_max=1)))
    assert breaching.calls == [["a", "b"]]
    assert await quarantined(cases.pool) == []
    cases.clock.advance(MINUTE)
    breaching.away = False
    await run_due(cases, worker_of(cases, breaching))
    assert await cases.standing() == []


@pytest.mark.parametrize("workers", [2, 3])
async def test_several_workers_with_the_same_many_give_one_effect(cases: Cases, workers: int) -> None:
    ids = [f"d{n:02}" for n in range(30)]
    await opened(cases, *ids)
    all_have_them = asyncio.Barrier(workers)

    @dataclass
    class AtOnce(Breaching):
        async def __call__(self, due: Sequence[Due]) -> Sequence[Exception | None]:
            await all_have_them.wait()
            return await super().__call__(due)

    hands = [AtOnce(cases) for _ in range(workers)]
    await asyncio.gather(*(run_due(cases, worker_of(cases, hand)) for hand in hands))
    assert [hand.calls for hand in hands] == [[ids[::-1]]] * workers
    assert await cases.breaches() == {f"case-{id_}": 1 for id_ in ids}
