"""Pauses of what runs for long: each ends early when an event says so, such as the stop."""

import asyncio


async def set_within(event: asyncio.Event, seconds: float | None) -> bool:
    """Return whether `event` was set within so many seconds; None waits until it is."""
    try:
        async with asyncio.timeout(seconds):
            return await event.wait()
    except TimeoutError:
        return False


async def either_within(one: asyncio.Event, other: asyncio.Event, seconds: float) -> None:
    """One of both is set, or so many seconds are over."""
    waits = [asyncio.create_task(event.wait()) for event in (one, other)]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
