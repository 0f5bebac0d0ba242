"""A read of due rows that is older than a written outcome sends nothing twice; without the guard it does."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from uuid import UUID

import pytest

from services.notify.dispatch.dispatcher import Dispatcher
from services.notify.dispatch.lane import Due, Lane
from services.notify.dispatch.ledger import Ledger
from services.notify.dispatch.shards import Shards
from services.notify.sender.client import Sender
from services.notify.sender.gate import system_lookup
from shared.kit.clock import SystemClock
from tests.notify.ledger import LOOPBACK, TOPIC, Hands, hear, message
from tests.notify.receiver import Receiver
from tests.support.eventually import eventually

MESSAGES = 350
"""More than a lane holds, so that it is refilled while it sends."""

HELD_S = 0.3
CHANCES = 5


class LateLedger(Ledger):
    """Its reads come back late: after outcomes that they do not show, if any are being written."""

    async def refill(self, lanes: Mapping[Lane, int]) -> Mapping[UUID, Sequence[Due]]:
        """Return rows as they stood before the latest outcomes were settled in memory."""
        rows = await super().refill(lanes)
        held = [lane.known & {row.delivery_id for row in rows[lane.target.id]} for lane in lanes]

        def is_stale() -> bool:
            return any(known - lane.known for known, lane in zip(held, lanes, strict=True))

        # When nothing is in flight, this read is as good as any.
        with suppress(AssertionError):
            await eventually(is_stale, HELD_S)
        return rows


@asynccontextmanager
async def _dispatching(hands: Hands) -> AsyncIterator[None]:
    sender, stop = Sender(LOOPBACK, system_lookup), asyncio.Event()
    dispatcher = Dispatcher(
        pool=hands.pool,
        ledger=LateLedger(hands.pool, hands.vault),
        shards=Shards(hands.pool, "late"),
        sender=sender,
        clock=SystemClock(),
        topic=TOPIC,
        jitter=lambda: 0.0,
    )
    running = asyncio.create_task(dispatcher.run(stop))
    try:
        yield
    finally:
        stop.set()
        await running
        await sender.close()


@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "unguarded"])
async def test_a_read_older_than_an_outcome_sends_nothing_twice(
    hands: Hands, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    if not guarded:
        monkeypatch.setattr(Lane, "reading", lambda _: None)
    await hands.endpoint(receiver.url + "/in")
    stored = 0
    async with _dispatching(hands):
        # What the guard keeps off needs a read and an outcome to meet: they are given some chances.
        for _ in range(1 if guarded else CHANCES):
            stored += await hear(hands.pool, *[message() for _ in range(MESSAGES)])
            await hands.ended(stored, within_s=40)
            sent = Counter(call.headers["webhook-id"] for call in receiver.calls)
            doubled = {delivery for delivery, times in sent.items() if times > 1}
            if doubled:
                break
    assert len(sent) == stored
    if guarded:
        assert doubled == set()
        assert len(receiver.calls) == await hands.count("attempts") == stored
    else:
        assert doubled, "without the guard the late reads send again what has ended"
