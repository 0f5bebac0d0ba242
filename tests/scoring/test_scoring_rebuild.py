"""Live rows equal a rebuild from the log, for each read model, across a policy that took effect."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from services.scoring.wiring import models
from shared.contracts.topics import topic
from shared.kit.postgres.pool import Pool
from shared.kit.projection.consumption import Consumption, topics_of
from shared.kit.projection.port import ReadModel
from shared.kit.projection.rebuild import rebuild
from shared.kit.projection.verify import verify
from shared.policy import default_book
from tests.scoring.projections import Log
from tests.scoring.running import NOW, START_WITHIN_S, life, publish, service, tier_worker
from tests.support.eventually import eventually
from tests.support.policies import announced
from tests.support.topics import make_topics

CUSTOMERS = 20


def consumption(kafka: str, prefix: str, model: ReadModel[Any]) -> Consumption:
    return Consumption(kafka, f"{prefix}.rebuild.{model.name}", topics_of(model, prefix), "beginning")


def thresholds(**given: float) -> dict[str, Any]:
    chapter: dict[str, Any] = default_book().tier.model_dump(mode="json")
    chapter["key"] |= given
    return chapter


async def test_live_rows_equal_a_rebuild_and_the_views_go_on_over_the_new_rows(
    pool: Pool, database: str, kafka: str, topic_prefix: str
) -> None:
    await make_topics(kafka, [topic(name, prefix=topic_prefix) for name in ("leads", "visits", "scoring")])
    log, customers = Log(), [uuid4() for _ in range(CUSTOMERS)]
    facts = [fact for customer in customers for fact in life(customer)]
    book = announced("kinder", NOW - timedelta(days=7), tier=thresholds(enter=90.0, leave=70.0))
    await publish(kafka, topic_prefix, [log.say(fact, NOW) for fact in facts])
    await publish(kafka, topic_prefix, [log.say(book, book.approved_at)])
    async with tier_worker(database, kafka, topic_prefix), service(database, kafka, topic_prefix) as scoring:

        async def settled() -> bool:
            keys = await pool.fetchval("SELECT count(*) FROM reporting.customer_board_v1 WHERE tier = 'key'")
            heard = await pool.fetchval("SELECT sum(facts) FROM board.heard WHERE source <> 'scoring'")
            anew = "SELECT count(*) FROM tier.customers WHERE policy_version = 'kinder'"
            graded = await pool.fetchval(anew)
            return (keys, graded, heard) == (CUSTOMERS, CUSTOMERS, len(facts))

        assert await eventually(settled, START_WITHIN_S)
        before = (await scoring.get("/v1/tiers")).json()
        said = await pool.fetchval("SELECT sum(published) FROM keys")
        for model in models(topic_prefix):
            feed = consumption(kafka, topic_prefix, model)
            found = await verify(pool, model, feed)
            assert found.equal, found.first
            await rebuild(pool, model, feed)
            found = await verify(pool, model, feed)
            assert found.equal, found.first
        assert (await scoring.get("/v1/tiers")).json() == before
        assert await pool.fetchval("SELECT sum(published) FROM keys") == said

        await publish(kafka, topic_prefix, [log.say(life(customers[0])[1], NOW)])

        async def heard_again() -> bool:
            purchases = "SELECT max(purchases) FROM reporting.customer_board_v1"
            return bool(await pool.fetchval(purchases) == 4)

        assert await eventually(heard_again, START_WITHIN_S)
