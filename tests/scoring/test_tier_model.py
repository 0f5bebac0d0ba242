"""The tier fold in Postgres: rows, facts and messages in one statement, whatever the batches."""

import random
from datetime import timedelta

import pytest

from shared.contracts.scoring import TierChanged
from shared.kit.postgres.pool import Pool
from tests.scoring.facts import CUSTOMER, day
from tests.scoring.projections import (
    TIER,
    Log,
    begin_anew,
    opened,
    outbox,
    project,
    project_in_pieces,
    table,
    tick,
)
from tests.scoring.sayings import captured, complaint, purchase, signed, two_years


def said(changes: list[TierChanged]) -> list[tuple[str, str, str]]:
    return [(change.before, change.after, change.cause) for change in changes]


async def changes(pool: Pool) -> list[TierChanged]:
    return [TierChanged.model_validate_json(one.data) for one in await outbox(pool)]


async def test_two_purchases_make_a_key_customer_and_the_messages_leave_with_the_rows(pool: Pool) -> None:
    log, projector = Log(), await opened(pool, TIER)
    await project(projector, [log.say(purchase(day(1)), day(1)), log.say(purchase(day(2)), day(2))])
    messages = await outbox(pool)
    assert [one.sequence for one in messages] == [1, 2]
    assert {one.key for one in messages} == {CUSTOMER}
    assert said(await changes(pool)) == [("potential", "ordinary", "fact"), ("ordinary", "key", "fact")]
    key = (await changes(pool))[-1]
    assert key.letter_after == "A"
    assert sum(reason.points for reason in key.reasons) + key.rest.points == pytest.approx(key.score)
    row = await pool.fetchrow("SELECT tier, since, crossing_at, sums FROM tier.customers")
    assert row is not None
    assert (row["tier"], row["since"], row["crossing_at"]) == ("key", day(2), key.crossing_at)
    assert await pool.fetchval("SELECT count(*) FROM tier.scored_facts") == 2
    await projector.close()


async def test_a_tick_at_the_crossing_says_the_fall_and_one_before_it_says_nothing(pool: Pool) -> None:
    log, projector = Log(), await opened(pool, TIER)
    await project(projector, [log.say(purchase(day(1)), day(1)), log.say(purchase(day(2)), day(2))])
    crossing_at = await pool.fetchval("SELECT crossing_at FROM tier.customers")
    await tick(projector, crossing_at - timedelta(seconds=1))
    assert len(await outbox(pool)) == 2
    await tick(projector, crossing_at + timedelta(hours=5))
    await tick(projector, crossing_at + timedelta(hours=6))
    fall = (await changes(pool))[-1]
    assert len(await outbox(pool)) == 3
    assert (fall.before, fall.after, fall.cause, fall.changed_at) == ("key", "ordinary", "decay", crossing_at)
    assert fall.score == pytest.approx(80, abs=0.01)
    await projector.close()


async def test_what_a_fact_brought_is_of_its_trace_and_what_time_brought_of_none(pool: Pool) -> None:
    log, projector = Log(), await opened(pool, TIER)
    traces = [f"00-{number:032x}-00f067aa0ba902b7-01" for number in (1, 2)]
    sold = [log.say(purchase(day(n)), day(n), trace) for n, trace in enumerate(traces)]
    await project(projector, sold)
    await tick(projector, day(900))
    told = [one.traceparent for one in await outbox(pool)]
    assert told[:2] == traces
    assert set(told[2:]) == {None}
    assert len(told) > 2
    await projector.close()


async def test_any_batching_and_interleaving_with_restarts_ends_in_the_same_rows(
    pool: Pool,
) -> None:
    log = Log()
    records = two_years(log)
    projector = await opened(pool, TIER)
    await project(projector, records)
    await tick(projector, day(900))
    await projector.close()
    expected = [await table(pool, name) for name in ("tier.customers", "tier.scored_facts")]
    assert len(expected[0]) == 2
    for seed in range(3):
        await begin_anew(pool)
        await project_in_pieces(pool, TIER, records, random.Random(seed))
        projector = await opened(pool, TIER)
        await tick(projector, day(900))
        await projector.close()
        assert [await table(pool, name) for name in ("tier.customers", "tier.scored_facts")] == expected


async def test_a_fact_heard_late_by_a_fresh_process_is_folded_from_the_stored_facts(
    pool: Pool,
) -> None:
    log, projector = Log(), await opened(pool, TIER)
    await project(projector, [log.say(purchase(day(1)), day(1)), log.say(purchase(day(10), 500), day(10))])
    await projector.close()
    projector = await opened(pool, TIER)
    await project(projector, [log.say(complaint(day(5)), day(11)), log.say(complaint(day(6)), day(11))])
    assert said(await changes(pool))[2:] == [("key", "ordinary", "correction")]
    await projector.close()


async def test_a_customer_without_a_scored_fact_has_a_row_and_nothing_is_said(pool: Pool) -> None:
    log, projector = Log(), await opened(pool, TIER)
    await project(projector, [log.say(captured(), day(0))])
    assert await pool.fetchval("SELECT tier FROM tier.customers") == "potential"
    await project(projector, [log.say(purchase(day(1)), day(1))])
    assert said(await changes(pool)) == [("potential", "ordinary", "fact")]
    await projector.close()


async def test_a_currency_without_a_rate_ends_potential_but_earns_nothing(pool: Pool) -> None:
    log, projector = Log(), await opened(pool, TIER)
    await project(projector, [log.say(purchase(day(1), currency="XAU"), day(1))])
    (change,) = await changes(pool)
    assert (change.after, change.score, len(change.reasons)) == ("ordinary", 0.0, 1)
    await projector.close()


async def test_a_huge_contract_earns_no_more_than_the_cap(pool: Pool) -> None:
    log, projector = Log(), await opened(pool, TIER)
    await project(projector, [log.say(signed(day(1), 10**10), day(1))])
    assert (await changes(pool))[0].score == 60
    await projector.close()
