"""Verify finds each kind of damage in the ledger, and nothing in a healthy one."""

import pytest

from services.notify.delivery.use_cases import Deliveries
from services.notify.promises import verify_ledger
from tests.notify.ledger import Hands, asked, hear, message
from tests.notify.receiver import Receiver

NUMBERED = """
UPDATE messages SET sequence = (
    SELECT count(*) FROM messages AS m WHERE m.source = 'leads' AND m.message_no <= messages.message_no
) WHERE source = 'leads';
UPDATE intake.heard SET seen = '{"leads":[3,"last"]}'
"""
"""As the projector would have left them; `hear` numbers across tests and remembers nothing."""

DAMAGE = {
    "heard_is_stored": "DELETE FROM messages WHERE sequence = 2",
    "due_can_be_sent": "UPDATE due SET shard = (shard + 1) % 64",
    "ended_was_heard": "DELETE FROM messages WHERE message_no IN (SELECT message_no FROM outcomes)",
    "delivery_ids": "UPDATE due SET delivery_id = gen_random_uuid()",
    "attempts_recorded": "DELETE FROM attempts",
    "trails_are_whole": "DELETE FROM endpoint_changes WHERE version = 1",
    "one_newest_secret": "UPDATE endpoint_keys SET expires_at = now()",
}


@pytest.fixture
async def used(hands: Hands, receiver: Receiver) -> Hands:
    """A ledger with deliveries sent, failed, sent again and due, and an endpoint that was changed."""
    receiver.answers("/in", 200, 500)
    keyed = await hands.endpoint(receiver.url + "/in")
    await hear(hands.pool, message())
    async with hands.dispatching():
        await hands.ended(1)
        await Deliveries(hands.pool).ping(keyed.endpoint.id, asked())
        await hear(hands.pool, message())
        await hands.tried(3)
    await hands.endpoints.disable(keyed.endpoint.id, asked())
    await hands.endpoints.enable(keyed.endpoint.id, asked())
    await hear(hands.pool, message())
    await hands.pool.execute(NUMBERED)
    return hands


async def test_a_healthy_ledger_has_no_findings(used: Hands) -> None:
    assert await verify_ledger(used.pool) == []


@pytest.mark.parametrize("rule", DAMAGE)
async def test_damage_is_found_by_its_rule(used: Hands, rule: str) -> None:
    await used.pool.execute(DAMAGE[rule])
    assert rule in {finding.rule for finding in await verify_ledger(used.pool)}


async def test_what_a_person_passed_over_is_not_missed(used: Hands) -> None:
    await used.pool.execute(DAMAGE["heard_is_stored"])
    await used.pool.execute(
        'INSERT INTO intake.dead_letters (key, topic, partition, "offset", headers, reason, detail, state)'
        " SELECT key, 'leads.v1', 0, 2, '[]', 'malformed_json', '', 'discarded' FROM intake.heard"
    )
    assert "heard_is_stored" not in {finding.rule for finding in await verify_ledger(used.pool)}
