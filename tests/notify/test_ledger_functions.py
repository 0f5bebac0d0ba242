"""What the ledger computes in SQL says the same as the code, and keeps its partitions."""

from uuid import uuid4

import asyncpg
import pytest

from services.notify.dispatch.upkeep import Upkeep
from services.notify.endpoint.filters import patterns_of
from shared.kit.postgres.pool import Pool


@pytest.mark.parametrize("event_type", ["a", "a.b", "tuoke.leads.lead-captured", "a.b.c.d.e", "x..y"])
async def test_sql_and_code_name_the_same_patterns(pool: Pool, event_type: str) -> None:
    found = await pool.fetchval("SELECT patterns_of($1)", event_type)
    assert sorted(set(found)) == sorted(set(patterns_of(event_type)))


async def test_a_deliverys_id_is_a_function_of_endpoint_and_event(pool: Pool) -> None:
    one, other = uuid4(), uuid4()
    ids = [
        await pool.fetchval("SELECT delivery_id($1, $2, $3)", *of)
        for of in ((one, "leads", "e"), (one, "leads", "e"), (other, "leads", "e"), (one, "visits", "e"))
    ]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 3
    assert ids[0].version == 8


async def test_upkeep_makes_the_days_ahead_and_drops_the_old(pool: Pool) -> None:
    await pool.execute(
        "CREATE TABLE attempts_20200101 PARTITION OF attempts"
        " FOR VALUES FROM ('2020-01-01Z') TO ('2020-01-02Z')"
    )
    await Upkeep(pool).once()
    await Upkeep(pool).once()
    names = [
        row["name"]
        for row in await pool.fetch(
            "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'attempts'::regclass"
        )
    ]
    assert len(names) == 9
    assert "attempts_20200101" not in names


async def test_a_message_is_in_the_ledger_once(pool: Pool) -> None:
    with pytest.raises(asyncpg.UniqueViolationError):
        await pool.execute(
            "INSERT INTO messages (source, id, type, subject, key, occurred_at, recorded_at, dataschema)"
            " SELECT 'leads', 'twice', 't', 's', 'k', now(), now(), 'd' FROM generate_series(1, 2)"
        )
