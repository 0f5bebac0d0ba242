"""scoring as it runs: the service, its tier worker in a process of its own, real Kafka and Postgres."""

import signal
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from shared.contracts.topics import topic
from shared.kit.postgres.pool import Pool
from tests.scoring.projections import TIER, Log, opened, project, tick
from tests.scoring.running import NOW, START_WITHIN_S, life, publish, service, tier_worker
from tests.support.eventually import eventually
from tests.support.outbox import drained
from tests.support.topics import make_topics

BELIEVED = "SELECT key, tier, since, crossing_at, sums FROM tier.customers ORDER BY key"


@pytest.mark.usefixtures("pool")
async def test_facts_become_a_tier_that_the_board_shows(database: str, kafka: str, topic_prefix: str) -> None:
    await make_topics(
        kafka, [topic(source, prefix=topic_prefix) for source in ("leads", "visits", "scoring")]
    )
    log, customer = Log(), uuid4()
    await publish(kafka, topic_prefix, [log.say(fact, NOW) for fact in life(customer)])
    async with tier_worker(database, kafka, topic_prefix), service(database, kafka, topic_prefix) as scoring:

        async def graded() -> bool:
            (item,) = (await scoring.get("/v1/customers", tier="key")).json()["items"] or [{}]
            return (item.get("customer_id"), item.get("purchases")) == (str(customer), 3)

        assert await eventually(graded, START_WITHIN_S)
        told = (await scoring.get(f"/v1/customers/{customer}/tier", min_position="leads:4")).json()
        assert (told["tier"], len(told["events"])) == ("key", 5)
        await drained(database)


async def test_a_worker_killed_in_the_middle_ends_in_the_rows_of_an_undisturbed_fold(
    pool: Pool, database: str, kafka: str, topic_prefix: str
) -> None:
    await make_topics(kafka, [topic(source, prefix=topic_prefix) for source in TIER.sources])
    log, customers = Log(), [uuid4() for _ in range(40)]
    lives = [life(customer) for customer in customers]
    records = [log.say(fact, NOW) for facts in zip(*lives, strict=True) for fact in facts]
    half = len(records) // 2
    await publish(kafka, topic_prefix, records[:half])

    async def folded(count: int) -> bool:
        return bool(await pool.fetchval("SELECT count(*) FROM tier.scored_facts") >= count)

    async with tier_worker(database, kafka, topic_prefix) as worker:
        assert await eventually(lambda: folded(1), START_WITHIN_S)
        worker.send_signal(signal.SIGKILL)
        await worker.wait()
    await publish(kafka, topic_prefix, records[half:])
    async with tier_worker(database, kafka, topic_prefix) as worker:
        assert await eventually(lambda: folded(5 * len(customers)), START_WITHIN_S)
        worker.send_signal(signal.SIGTERM)
        assert await worker.wait() == 0
    found = await pool.fetch(BELIEVED)
    numbers = await pool.fetch(
        "SELECT key, array_agg(sequence ORDER BY position) AS n FROM outbox GROUP BY key"
    )
    assert all(row["n"] == list(range(1, len(row["n"]) + 1)) for row in numbers)
    assert await pool.fetchval("SELECT count(*) FROM tier.parked") == 0
    await pool.execute("TRUNCATE tier.customers, tier.scored_facts, tier.offsets")
    projector = await opened(pool, TIER, publishing=False)  # what it says was said
    await project(projector, records)
    await tick(projector, datetime.now(UTC))
    await projector.close()
    assert await pool.fetch(BELIEVED) == found
