"""What Faust really does, held by running it: a new version that does otherwise turns a test red.

A test that says "passes over" or "lost" shows a hazard that our settings exist for. When one of those
goes red, Faust got better, and the setting beside it may go.
"""

import asyncio
from typing import Any

from mode import CrashingSupervisor, OneForOneSupervisor

from tests.shared.faust.lives import EVENTS, WITHIN_S, agent_at_work, committed, reaches
from tests.support.eventually import eventually

FAILS = b"2"
LIVES_MAX = 5


class Broken(Exception):  # noqa: N818 -- a state, not a defect
    """What the third event does to an agent."""


def acking(done: list[bytes]) -> Any:
    async def work(stream: Any) -> None:
        async for event in stream.events():
            if event.value == FAILS:
                raise Broken
            done.append(event.value)

    return work


def acking_by_hand(done: list[bytes]) -> Any:
    async def work(stream: Any) -> None:
        async for event in stream.noack().events():
            if event.value == FAILS:
                raise Broken
            done.append(event.value)
            event.ack()

    return work


def taking_by_hand(done: list[bytes], size: int) -> Any:
    async def work(stream: Any) -> None:
        async for events in stream.noack_take(size, within=0.2):
            if FAILS in [event.value for event in events]:
                raise Broken
            for event in events:
                done.append(event.value)
                event.ack()

    return work


async def test_an_exception_acknowledges_the_event_which_is_lost(kafka: str, topic: str) -> None:
    done: list[bytes] = []
    async with agent_at_work(kafka, topic, acking(done), supervisor=OneForOneSupervisor):
        await reaches(kafka, topic, EVENTS)
    assert done == [b"0", b"1", b"3", b"4", b"5"]


async def test_noack_alone_passes_over_the_failed_event(kafka: str, topic: str) -> None:
    done: list[bytes] = []
    async with agent_at_work(kafka, topic, acking_by_hand(done), supervisor=OneForOneSupervisor):
        await reaches(kafka, topic, EVENTS)
    assert FAILS not in done


async def test_the_crashing_supervisor_alone_commits_past_the_failed_event(kafka: str, topic: str) -> None:
    done: list[bytes] = []
    for _ in range(LIVES_MAX):
        async with agent_at_work(kafka, topic, acking(done), supervisor=CrashingSupervisor) as app:
            await eventually(lambda: app.crashed, WITHIN_S)
        if await committed(kafka, topic) > int(FAILS):
            break
    # A life may end before its last commit; the next one meets the same event and passes it.
    assert (set(done), await committed(kafka, topic)) == ({b"0", b"1"}, int(FAILS) + 1)


async def test_noack_and_the_crashing_supervisor_stop_at_the_failed_event(kafka: str, topic: str) -> None:
    done: list[bytes] = []
    async with agent_at_work(kafka, topic, acking_by_hand(done), supervisor=CrashingSupervisor) as app:
        await eventually(lambda: app.crashed, WITHIN_S)
    assert (done, await committed(kafka, topic)) == ([b"0", b"1"], 2)


async def test_noack_take_acknowledges_each_event_after_its_batch(kafka: str, topic: str) -> None:
    seen: list[int] = []

    async def work(stream: Any) -> None:
        async for events in stream.noack_take(3, within=0.2):
            for event in events:
                seen.append(event.message.offset)
                event.ack()

    async with agent_at_work(kafka, topic, work, supervisor=CrashingSupervisor):
        await reaches(kafka, topic, EVENTS)
    assert seen == list(range(EVENTS))


async def test_noack_take_stops_before_the_batch_that_failed(kafka: str, topic: str) -> None:
    done: list[bytes] = []
    async with agent_at_work(kafka, topic, taking_by_hand(done, 2), supervisor=CrashingSupervisor) as app:
        await eventually(lambda: app.crashed, WITHIN_S)
    assert (done, await committed(kafka, topic)) == ([b"0", b"1"], 2)


async def test_what_was_not_acknowledged_is_read_again_by_the_next_life(kafka: str, topic: str) -> None:
    first: list[bytes] = []
    async with agent_at_work(kafka, topic, acking_by_hand(first), supervisor=CrashingSupervisor) as app:
        await eventually(lambda: app.crashed, WITHIN_S)
    again: list[int] = []

    async def work(stream: Any) -> None:
        async for event in stream.noack().events():
            again.append(event.message.offset)
            event.ack()

    async with agent_at_work(kafka, topic, work, supervisor=CrashingSupervisor):
        await reaches(kafka, topic, EVENTS)
    assert again == [2, 3, 4, 5]


async def test_take_acknowledges_a_batch_that_failed(kafka: str, topic: str) -> None:
    done: list[bytes] = []

    async def work(stream: Any) -> None:
        async for values in stream.take(2, within=0.2):
            if FAILS in values:
                raise Broken
            done.extend(values)

    async with agent_at_work(kafka, topic, work, supervisor=OneForOneSupervisor):
        await reaches(kafka, topic, EVENTS)
    assert FAILS not in done


async def test_concurrency_commits_over_an_event_in_flight(kafka: str, topic: str) -> None:
    held, begun = asyncio.Event(), asyncio.Event()

    async def work(stream: Any) -> None:
        async for event in stream.events():
            if event.value == FAILS:
                begun.set()
                await held.wait()

    async with agent_at_work(kafka, topic, work, concurrency=2):
        await eventually(begun.is_set, WITHIN_S)
        await reaches(kafka, topic, EVENTS)
        assert not held.is_set()
        held.set()


async def test_concurrency_1_waits_with_the_commit_for_an_event_in_flight(kafka: str, topic: str) -> None:
    held, begun = asyncio.Event(), asyncio.Event()

    async def work(stream: Any) -> None:
        async for event in stream.events():
            if event.value == FAILS:
                begun.set()
                await held.wait()

    async with agent_at_work(kafka, topic, work):
        await eventually(begun.is_set, WITHIN_S)
        await reaches(kafka, topic, 2)
        held.set()
        await reaches(kafka, topic, EVENTS)


async def test_a_commit_of_ours_is_where_the_next_life_begins(kafka: str, topic: str) -> None:
    """The host aligns the group with the database by this private call, backwards too."""
    offsets: list[int] = []

    async def work(stream: Any) -> None:
        async for event in stream.noack().events():
            offsets.append(event.message.offset)
            event.ack()

    async with agent_at_work(kafka, topic, work) as app:
        await reaches(kafka, topic, EVENTS)
        (place,) = app.consumer.assignment()
        await app.consumer._commit({place: 1})
    assert await committed(kafka, topic) == 1
    offsets.clear()
    async with agent_at_work(kafka, topic, work):
        await reaches(kafka, topic, EVENTS)
    assert offsets == [1, 2, 3, 4, 5]
