"""A dispatcher killed by -9 again and again: nothing lost, and doubled only what it had not written down."""

from collections import Counter
from random import Random

import pytest

from services.notify.dispatch.slots import IN_FLIGHT_MAX
from tests.notify.ledger import Hands, hear, message
from tests.notify.receiver import Receiver
from tests.notify.test_crashes import LONG_LEASE_S, process

ENDPOINTS, MESSAGES = 8, 20
UNKNOWN = "SELECT delivery_id::text AS id, count(*) AS attempts FROM attempts GROUP BY delivery_id"


@pytest.mark.parametrize(
    "rounds", [3, pytest.param(50, marks=[pytest.mark.long, pytest.mark.timeout(900)])], ids=str
)
async def test_round_after_round_of_kills_loses_nothing_and_doubles_only_what_was_unwritten(
    hands: Hands, receiver: Receiver, database: str, rounds: int
) -> None:
    chance = Random(rounds)
    for number in range(ENDPOINTS):
        await hands.endpoint(f"{receiver.url}/{number}")
    stored, may_double = 0, Counter[str]()
    for round_ in range(rounds):
        stored += await hear(hands.pool, *[message() for _ in range(MESSAGES)])
        async with process(database, f"owner-{round_}", LONG_LEASE_S) as owner:
            dies_at = len(receiver.calls) + chance.randrange(1, ENDPOINTS * MESSAGES)
            receiver.watch = lambda calls, at=dies_at, one=owner: one.kill() if calls == at else None  # type: ignore[misc]
            await owner.wait()
        unwritten = await _sent(receiver) - await _recorded(hands)
        assert unwritten.total() - may_double.total() <= IN_FLIGHT_MAX
        may_double = unwritten
    receiver.watch = lambda _: None
    async with process(database, "last", LONG_LEASE_S):
        await hands.ended(stored, within_s=LONG_LEASE_S / 2)

    ended = {str(delivery) for delivery, (state, _) in (await hands.states()).items() if state == "delivered"}
    sent = await _sent(receiver)
    assert set(sent) == ended, "nothing lost, and nothing sent that nobody asked for"
    assert len(ended) == stored
    assert sent - Counter(ended) <= may_double, "doubled is only what a killed owner had not written down"
    assert await hands.count("due") == 0


async def _sent(receiver: Receiver) -> Counter[str]:
    return Counter(call.headers["webhook-id"] for call in receiver.calls)


async def _recorded(hands: Hands) -> Counter[str]:
    return Counter({row["id"]: row["attempts"] for row in await hands.pool.fetch(UNKNOWN)})
