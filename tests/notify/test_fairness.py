"""A hanging endpoint and a dead one beside healthy ones: these do not feel it."""

from time import monotonic

import pytest

from services.notify.dispatch import supply
from services.notify.dispatch.slots import SLOTS, SLOW_SLOTS_MAX
from tests.notify.ledger import Hands, hear, message
from tests.notify.receiver import Receiver
from tests.support.eventually import eventually

pytestmark = pytest.mark.alone

HEALTHY, HANGING = 5, 30


async def test_healthy_endpoints_do_not_wait_for_hanging_and_dead_ones(
    hands: Hands, receiver: Receiver
) -> None:
    for number in range(HANGING):
        receiver.hangs(f"/hangs/{number}")
        await hands.endpoint(f"{receiver.url}/hangs/{number}", ["tuoke.visits.*"])
    await hands.endpoint("http://127.0.0.1:9/dead", ["tuoke.visits.*"])
    for number in range(HEALTHY):
        await hands.endpoint(f"{receiver.url}/ok/{number}", ["tuoke.leads.*"])
    await hear(hands.pool, *[message("tuoke.visits.visit-logged", source="visits") for _ in range(20)])
    async with hands.dispatching() as dispatcher:
        # Proven fast before the others start to hang.
        await hear(hands.pool, message())
        await hands.ended(HEALTHY)
        await eventually(lambda: dispatcher.calls.slots.slow >= SLOW_SLOTS_MAX)
        began = monotonic()
        await hear(hands.pool, *[message() for _ in range(100)])
        await hands.ended(HEALTHY + HEALTHY * 100)
        assert monotonic() - began < 3
        assert dispatcher.calls.slots.in_flight <= SLOTS
        receiver.released.set()


async def test_an_endpoint_that_begins_to_hang_frees_the_fast_slots_within_a_second(
    hands: Hands, receiver: Receiver
) -> None:
    for number in range(9):
        await hands.endpoint(f"{receiver.url}/{number}", ["tuoke.leads.*"])
    await hands.endpoint(f"{receiver.url}/ok")
    async with hands.dispatching():
        await hear(hands.pool, *[message() for _ in range(100)])
        await hands.ended(1000, within_s=15)
        for number in range(9):
            receiver.hangs(f"/{number}")
        await hear(hands.pool, *[message() for _ in range(20)])
        await eventually(lambda: len(receiver.at("/ok")) == 120)
        began = monotonic()
        await hear(hands.pool, *[message("tuoke.visits.visit-logged", source="visits") for _ in range(50)])
        await eventually(lambda: len(receiver.at("/ok")) == 170)
        assert monotonic() - began < 2
        receiver.released.set()


@pytest.mark.parametrize("is_dead", [True, False], ids=["dead", "hanging"])
async def test_a_healthy_endpoint_has_its_rows_though_others_fill_the_memory_for_all(
    hands: Hands, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, *, is_dead: bool
) -> None:
    monkeypatch.setattr(supply, "QUEUED_MAX", 4)
    for number in range(HEALTHY):
        receiver.hangs(f"/hangs/{number}")
        url = "http://127.0.0.1:9" if is_dead else receiver.url
        await hands.endpoint(f"{url}/hangs/{number}", ["tuoke.visits.*"])
    await hands.endpoint(f"{receiver.url}/ok", ["tuoke.leads.*"])
    await hear(hands.pool, *[message("tuoke.visits.visit-logged", source="visits") for _ in range(20)])
    async with hands.dispatching() as dispatcher:
        await eventually(lambda: sum(len(lane.queue) for lane in dispatcher._supply.lanes()) >= 4)
        await hear(hands.pool, *[message() for _ in range(20)])
        await eventually(lambda: len(receiver.at("/ok")) == 20, within_s=4)
        receiver.released.set()
