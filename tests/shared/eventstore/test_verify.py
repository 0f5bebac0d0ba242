"""Verify finds each kind of damage, and nothing in a healthy store."""

import pytest

from shared.kit.decider import Reserve
from shared.kit.eventstore.postgres import PostgresEventStore
from shared.kit.eventstore.verify import FINDINGS_MAX, verify
from shared.kit.postgres.pool import Pool
from tests.support.eventstore_subject import append, event, outcomes

DAMAGE = {
    "stream_versions": "DELETE FROM events WHERE stream = 's0' AND version = 1",
    "streams_without_events": "DELETE FROM events WHERE stream = 's0'",
    "stream_keys": "UPDATE events SET key = 'other' WHERE stream = 's0' AND version = 1",
    "event_ids": (
        "ALTER TABLE events DROP CONSTRAINT events_event_id;"
        " UPDATE events SET event_id = (SELECT event_id FROM events WHERE stream = 's1' AND version = 1)"
        " WHERE stream = 's0' AND version = 1"
    ),
    "published_sequences": "UPDATE keys SET published = published + 1 WHERE key = 'k0'",
    "keys_without_messages": "INSERT INTO keys VALUES ('silent', 3)",
    "outbox_of_events": "UPDATE outbox SET sequence = 99 WHERE key = 'k0'",
    "command_outcomes": "UPDATE streams SET version = 0 WHERE stream = 's0'",
    "reserved_by_streams": "UPDATE reservations SET stream = 'nowhere'",
    "history_guarded": "SELECT 1",
}


@pytest.fixture
async def store(pool: Pool) -> PostgresEventStore:
    store = PostgresEventStore(pool)
    await outcomes(
        store,
        *(
            append(f"s{n}", event(), event(public=False), event(), key=f"k{n % 2}", reservations=reservations)
            for n, reservations in enumerate([[Reserve("phone", "1")], [], []])
        ),
    )
    return store


async def test_a_healthy_store_has_no_findings(store: PostgresEventStore, pool: Pool) -> None:
    assert await verify(pool) == []
    await pool.execute("DELETE FROM outbox WHERE position % 2 = 0")
    await store.append(append("s1", event(), key="k1"))
    assert await verify(pool) == []


async def test_an_announcement_of_a_refused_event_is_no_fault(pool: Pool) -> None:
    await pool.execute(
        "INSERT INTO outbox (topic, key, sequence, headers, value)"
        " VALUES ('test.leads.dead-letter.v1', 'letter', 1, '{}', '{}')"
    )
    assert await verify(pool) == []


@pytest.mark.parametrize("rule", DAMAGE)
async def test_damage_is_found_by_its_rule(store: PostgresEventStore, pool: Pool, rule: str) -> None:
    del store
    await pool.execute("ALTER TABLE events DISABLE TRIGGER events_never_change")
    await pool.execute(DAMAGE[rule])
    assert rule in {finding.rule for finding in await verify(pool)}


async def test_findings_are_bounded(pool: Pool) -> None:
    await pool.execute("INSERT INTO keys SELECT 'k' || n, 1 FROM generate_series(1, 500) AS n")
    assert len(await verify(pool)) == FINDINGS_MAX
