"""A dead, a slow and a greedy endpoint beside a healthy one, which has its messages within a second.

On a machine with other work a second is missed by anybody, so the healthy endpoint is served alone
first, and what it waited then is allowed on top. The long run knows the second only.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from aiohttp import web

from services.notify.dispatch.slots import IN_FLIGHT_MAX, SLOTS, Slots
from tests.notify.ledger import Hands, hear, message
from tests.notify.receiver import Call, Receiver
from tests.support.eventually import eventually

pytestmark = pytest.mark.alone

SLOW_LANES, SLOW_EACH = 40, 12
GREEDY, HEALTHY, HEALTHY_LONG = 1_000, 100, 1_000
EVERY_S = 0.02
P99_MAX_S = 1.0
ALONE_SHARE = 3
"""So many times what the healthy endpoint waits alone is added to the limit."""


def one_pool() -> Slots:
    """Slots as they would be without a share for the slow: whoever comes first has them all."""
    return Slots(total=SLOTS, slow_max=SLOTS, in_flight_max=SLOTS, trials_max=SLOTS, fast_kept=0)


@dataclass
class Healthy:
    """The endpoint that answers at once. Its waits run from before a message is heard to its call."""

    hands: Hands
    arrived: dict[str, datetime] = field(default_factory=dict)

    async def behave(self, call: Call) -> web.StreamResponse:
        """Answer, and remember when."""
        self.arrived.setdefault(json.loads(call.body)["id"], datetime.now(UTC))
        return web.Response()

    async def p99_s(self, messages: int) -> float:
        """So many messages came to it, at a steady pace; returns the 99th percentile of the waits."""
        told: dict[str, datetime] = {}
        for _ in range(messages):
            one = message()
            told[one.id] = datetime.now(UTC)
            await hear(self.hands.pool, one)
            await asyncio.sleep(EVERY_S)  # the pace of a healthy endpoint's messages
        await eventually(lambda: told.keys() <= self.arrived.keys(), 60)
        waits = sorted((self.arrived[id_] - told[id_]).total_seconds() for id_ in told)
        return waits[int(0.99 * (messages - 1))]


@pytest.mark.parametrize(
    ("shared_out", "messages"),
    [
        pytest.param(True, HEALTHY, id="shared-out"),
        pytest.param(False, HEALTHY, id="one-pool"),
        pytest.param(True, HEALTHY_LONG, id="shared-out-at-length", marks=pytest.mark.long),
    ],
)
async def test_a_healthy_endpoint_is_served_within_a_second_beside_dead_slow_and_greedy_ones(
    hands: Hands, receiver: Receiver, *, shared_out: bool, messages: int
) -> None:
    healthy = Healthy(hands)
    receiver.behaviours["/healthy"] = healthy.behave
    await hands.endpoint(receiver.url + "/healthy", ["tuoke.leads.*"])
    async with hands.dispatching() as dispatcher:
        if not shared_out:
            dispatcher.calls.slots = one_pool()
        alone_s = await healthy.p99_s(HEALTHY)
        limit_s = P99_MAX_S + (ALONE_SHARE * alone_s if messages == HEALTHY else 0)
        await _burden(hands, receiver, slow_s=1.5 * limit_s)
        # In their second round the slow ones may hold two slots each, which is more than there are.
        await eventually(lambda: _slow_calls(receiver) > SLOW_LANES + SLOW_LANES // 4, 60)
        p99_s = await healthy.p99_s(messages)
        assert dispatcher.calls.slots.in_flight <= IN_FLIGHT_MAX
    assert (p99_s < limit_s) == shared_out, f"p99 {p99_s:.3f} s, alone {alone_s:.3f} s"


async def _burden(hands: Hands, receiver: Receiver, slow_s: float) -> None:
    """A greedy endpoint, a dead one and many slow ones are there, with much to be sent to each."""
    await hands.endpoint(receiver.url + "/greedy", ["tuoke.visits.*"])
    await hands.endpoint("http://127.0.0.1:9/dead", ["tuoke.visits.*"])
    for number in range(SLOW_LANES):
        receiver.behaviours[f"/slow/{number}"] = _answering_after(slow_s)
        await hands.endpoint(f"{receiver.url}/slow/{number}", ["tuoke.scoring.*"])
    greedy = [message("tuoke.visits.visit-logged", source="visits") for _ in range(GREEDY)]
    await hear(hands.pool, *greedy)
    scored = [message("tuoke.scoring.tier-changed", source="scoring") for _ in range(SLOW_EACH)]
    await hear(hands.pool, *scored)


def _slow_calls(receiver: Receiver) -> int:
    return sum(call.path.startswith("/slow/") for call in receiver.calls)


def _answering_after(slow_s: float) -> Callable[[Call], Awaitable[web.StreamResponse]]:
    async def behave(_: Call) -> web.StreamResponse:
        await asyncio.sleep(slow_s)  # this endpoint's nature, not a wait for anything
        return web.Response()

    return behave
