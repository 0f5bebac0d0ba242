"""Many events at once, each key's in their order, each repeated while the moment is in the way."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from shared.kit.errors import Operational
from shared.kit.inbox import bounds
from shared.kit.inbox.inbox import Inbox, Outcome, Understood
from shared.kit.inbox.received import Received, Refusal

log = structlog.get_logger()


class Stopped(Exception):  # noqa: N818 -- the asked-for end
    """The process stops before everything was settled; what was not will come again."""


@dataclass(frozen=True, slots=True)
class _Place:
    index: int
    received: Received
    read: Understood | Refusal


async def settle_all(
    inbox: Inbox, events: Sequence[Received], stop: asyncio.Event | None = None
) -> list[Outcome]:
    """Every event is settled, durably; the outcomes stand in the events' order.

    With `stop` (a consumer) a moment's failure is repeated until it passes, and `Stopped` is raised
    when the stop comes first. Without (a request) it is raised, and the caller repeats the whole.
    """
    outcomes: dict[int, Outcome] = {}
    waiting = deque(_lanes(inbox, events))

    async def work() -> None:
        while waiting:
            # A key's events one after another: two at once could be appended in either order.
            for place in waiting.popleft():
                outcomes[place.index] = await _settled(inbox, place, stop)

    try:
        async with asyncio.TaskGroup() as workers:
            for _ in range(min(bounds.LANES_MAX, len(waiting))):
                workers.create_task(work())
    except BaseExceptionGroup as failures:
        # The others were cancelled, at most between commit and answer; a repeat finds them done.
        raise failures.exceptions[0] from None
    return [outcomes[index] for index in range(len(events))]


def _lanes(inbox: Inbox, events: Sequence[Received]) -> list[list[_Place]]:
    lanes: dict[str | None, list[_Place]] = {}
    for index, received in enumerate(events):
        read = inbox.understand(received)
        # What cannot be understood names no key; one lane keeps such letters in the order they came.
        key = read.key if isinstance(read, Understood) else None
        lanes.setdefault(key, []).append(_Place(index, received, read))
    return list(lanes.values())


async def _settled(inbox: Inbox, place: _Place, stop: asyncio.Event | None) -> Outcome:
    pause_s = bounds.RETRY_MIN_S
    while True:
        try:
            return await inbox.settle(place.received, place.read)
        except Operational as error:
            if stop is None:
                raise
            log.warning("inbox.waits", origin=place.received.origin, error=error)
        try:
            async with asyncio.timeout(pause_s):
                await stop.wait()
        except TimeoutError:
            pause_s = min(2 * pause_s, bounds.RETRY_MAX_S)
        else:
            raise Stopped
