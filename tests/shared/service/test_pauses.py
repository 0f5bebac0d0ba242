"""A pause ends when its event is set, or its time is over, and leaves nothing behind."""

import asyncio

from shared.kit.pauses import either_within, set_within

LONG_S = 60.0


async def test_a_pause_ends_with_its_event_and_says_so() -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().call_soon(stop.set)
    assert await set_within(stop, LONG_S)
    assert await set_within(stop, None)


async def test_a_pause_whose_time_is_over_says_so() -> None:
    assert not await set_within(asyncio.Event(), 0.001)


async def test_either_of_two_events_ends_a_pause_and_so_does_its_time() -> None:
    never, woken = asyncio.Event(), asyncio.Event()
    asyncio.get_running_loop().call_soon(woken.set)
    async with asyncio.timeout(LONG_S / 2):
        await either_within(woken, never, LONG_S)
        await either_within(never, woken, LONG_S)
        await either_within(never, asyncio.Event(), 0.001)


async def test_whoever_waited_for_the_other_event_is_let_go() -> None:
    before = asyncio.all_tasks()
    await either_within(asyncio.Event(), asyncio.Event(), 0.001)
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == before
