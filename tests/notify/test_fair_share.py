"""A dead, a slow and a greedy endpoint beside a healthy one, which has its messages within a second."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest
from aiohttp import web

from services.notify.dispatch.slots import IN_FLIGHT_MAX, SLOTS, Slots
from tests.notify.ledger import Hands, hear, message
from tests.notify.receiver import Call, Receiver
from tests.support.eventually import eventually

SLOW_LANES, SLOW_EACH, SLOW_S = 40, 12, 2.0
GREEDY, HEALTHY = 1_000, 100
EVERY_S = 0.02
P99_MAX_S = 1.0


def one_pool() -> Slots:
    """Slots as they would be without a share for the slow: whoever comes first has them all."""
    return Slots(total=SLOTS, slow_max=SLOTS, in_flight_max=SLOTS, trials_max=SLOTS, fast_kept=0)


@pytest.mark.parametrize("shared_out", [True, False], ids=["shared-out", "one-pool"])
async def test_a_healthy_endpoint_is_served_within_a_second_beside_dead_slow_and_greedy_ones(
    hands: Hands, receiver: Receiver, *, shared_out: bool
) -> None:
    arrived: dict[str, datetime] = {}
    receiver.behaviours["/healthy"] = _noting(arrived)
    await hands.endpoint(receiver.url + "/healthy", ["tuoke.leads.*"])
    await hands.endpoint(receiver.url + "/greedy", ["tuoke.visits.*"])
    await hands.endpoint("http://127.0.0.1:9/dead", ["tuoke.visits.*"])
    for number in range(SLOW_LANES):
        receiver.behaviours[f"/slow/{number}"] = _slow
        await hands.endpoint(f"{receiver.url}/slow/{number}", ["tuoke.scoring.*"])
    async with hands.dispatching() as dispatcher:
        if not shared_out:
            dispatcher.calls.slots = one_pool()
        await hear(hands.pool, message())
        await hands.ended(1)
        await hear(
            hands.pool, *[message("tuoke.visits.visit-logged", source="visits") for _ in range(GREEDY)]
        )
        scored = [message("tuoke.scoring.tier-changed", source="scoring") for _ in range(SLOW_EACH)]
        await hear(hands.pool, *scored)
        await eventually(lambda: dispatcher.calls.slots.slow > 0, 20)
        told: dict[str, datetime] = {}
        for _ in range(HEALTHY):
            one = message()
            told[one.id] = datetime.now(UTC)
            await hear(hands.pool, one)
            await asyncio.sleep(EVERY_S)  # the pace of a healthy endpoint's messages
        await eventually(lambda: len(arrived) == HEALTHY + 1, 60)
        assert dispatcher.calls.slots.in_flight <= IN_FLIGHT_MAX
    waits = sorted((arrived[id_] - told[id_]).total_seconds() for id_ in told)
    p99 = waits[int(0.99 * (HEALTHY - 1))]
    assert (p99 < P99_MAX_S) == shared_out, f"p99 {p99:.3f} s"


def _noting(arrived: dict[str, datetime]) -> Callable[[Call], Awaitable[web.StreamResponse]]:
    async def behave(call: Call) -> web.StreamResponse:
        arrived.setdefault(json.loads(call.body)["id"], datetime.now(UTC))
        return web.Response()

    return behave


async def _slow(_: Call) -> web.StreamResponse:
    await asyncio.sleep(SLOW_S)  # this endpoint's nature, not a wait for anything
    return web.Response()
