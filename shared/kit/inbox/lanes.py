"""Many events at once, each key's in their order, each repeated while the moment is in the way."""

import asyncio
from collections import deque
from collections.abc import Sequence

import msgspec
import structlog

from shared.kit.errors import Operational
from shared.kit.inbox import bounds
from shared.kit.inbox.inbox import Inbox, Outcome, Understood
from shared.kit.inbox.received import Received, Refusal
from shared.kit.pauses import set_within

log = structlog.get_logger()


class Stopped(Exception):  # noqa: N818 -- the asked-for end
    """The process stops before everything was settled; what was not will come again."""


class _Place(msgspec.Struct):
    index: int
    received: Received
    read: Understood | Refusal


Lane = deque[_Place]


async def settle_all(
    inbox: Inbox, events: Sequence[Received], stop: asyncio.Event | None = None
) -> list[Outcome]:
    """Every event is settled, durably; the outcomes stand in the events' order.

    With `stop` (a consumer) a moment's failure is repeated until it passes, and `Stopped` is raised
    when the stop comes first. Without (a request) it is raised, and the caller repeats the whole.
    """
    outcomes: dict[int, Outcome] = {}
    lanes = deque(_lanes(inbox, events))

    async def work() -> None:
        while lanes:
            # A key's events one after another: two at once could be appended in either order.
            wave = [lanes.popleft() for _ in range(min(bounds.LANES_MAX, len(lanes)))]
            await _settled(inbox, [lane.popleft() for lane in wave], outcomes, stop)
            lanes.extendleft(lane for lane in reversed(wave) if lane)

    if len(lanes) <= bounds.LANES_MAX:
        await work()
        return [outcomes[index] for index in range(len(events))]
    try:
        async with asyncio.TaskGroup() as workers:
            for _ in range(bounds.WAVES_MAX):
                workers.create_task(work())
    except BaseExceptionGroup as failures:
        # The others were cancelled, at most between commit and answer; a repeat finds them done.
        raise failures.exceptions[0] from None
    return [outcomes[index] for index in range(len(events))]


def _lanes(inbox: Inbox, events: Sequence[Received]) -> list[Lane]:
    lanes: dict[str | None, Lane] = {}
    for index, (received, read) in enumerate(zip(events, inbox.understand_all(events), strict=True)):
        # What cannot be understood names no key; one lane keeps such letters in the order they came.
        key = read.key if isinstance(read, Understood) else None
        place = _Place(index, received, read)
        lane = lanes.get(key)
        if lane is None:
            lanes[key] = deque((place,))
        else:
            lane.append(place)
    return list(lanes.values())


async def _settled(
    inbox: Inbox, wave: Sequence[_Place], outcomes: dict[int, Outcome], stop: asyncio.Event | None
) -> None:
    """Every event of the wave is in `outcomes`."""
    pause_s = bounds.RETRY_MIN_S
    while wave:
        failed: Operational | None = None
        try:
            settled = await inbox.settle_all([(place.received, place.read) for place in wave])
        except Operational as error:
            failed = error
        else:
            left = []
            for place, outcome in zip(wave, settled, strict=True):
                if isinstance(outcome, Operational):
                    failed = outcome
                    left.append(place)
                else:
                    outcomes[place.index] = outcome
            wave = left
        if failed is None:
            return
        if stop is None:
            raise failed
        log.warning("inbox.waits", origin=wave[0].received.origin, events=len(wave), error=failed)
        if await set_within(stop, pause_s):
            raise Stopped
        pause_s = min(2 * pause_s, bounds.RETRY_MAX_S)
