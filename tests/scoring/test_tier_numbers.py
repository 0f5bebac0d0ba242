"""The fold and the store number one key's messages together: an override beside a change of class."""

import asyncio

from services.scoring.tier.model import TierModel
from shared.kit.postgres.pool import Pool
from shared.kit.projection.fingerprint import fingerprint
from tests.scoring.facts import CUSTOMER, day
from tests.scoring.projections import TOPIC, Log, opened, outbox, project
from tests.scoring.sayings import purchase
from tests.support.eventually import eventually

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))"
PUBLISHED = "SELECT coalesce((SELECT published FROM keys WHERE key = $1), 0)"
NEXT = """
WITH numbered AS (
  INSERT INTO keys (key, published) VALUES ($1, $2)
  ON CONFLICT (key) DO UPDATE SET published = excluded.published
)
INSERT INTO outbox (topic, key, sequence, headers, value)
SELECT topic, key, $2, headers, value FROM outbox LIMIT 1
"""
WAITING = """
SELECT EXISTS (
  SELECT FROM pg_locks AS l
  JOIN pg_database AS d ON d.oid = l.database
  WHERE l.locktype = 'advisory' AND NOT l.granted AND d.datname = current_database()
)
"""


async def numbers_beside_an_append(pool: Pool, model: TierModel, *, waits: bool) -> list[int]:
    """Return the numbers of the key's messages when the fold publishes in the middle of an append."""
    log, projector = Log(), await opened(pool, model)
    await project(projector, [log.say(purchase(day(1)), day(1))])
    async with pool.acquire() as connection, connection.transaction():
        # What an append does: its key's lock, then the number that it read, then the next one.
        await connection.execute(LOCK, CUSTOMER)
        published: int = await connection.fetchval(PUBLISHED, CUSTOMER)
        folding = asyncio.create_task(project(projector, [log.say(purchase(day(2)), day(2))]))

        async def stands() -> bool:
            return folding.done() or bool(await pool.fetchval(WAITING))

        await eventually(stands)
        assert folding.done() is not waits
        await connection.execute(NEXT, CUSTOMER, published + 1)
    await folding
    await projector.close()
    return sorted(one.sequence or 0 for one in await outbox(pool))


async def test_numbers_of_fold_and_store_are_drawn_one_after_the_other(pool: Pool) -> None:
    assert await numbers_beside_an_append(pool, TierModel(TOPIC), waits=True) == [1, 2, 3]


class Unlocked(TierModel):
    """The same fold, which does not wait for an append of the key."""

    write = TierModel.write.replace("pg_advisory_xact_lock(l.hash)", "l.hash")


async def test_without_the_appends_lock_fold_and_store_draw_one_number_twice(pool: Pool) -> None:
    model = Unlocked(TOPIC)
    await pool.execute("UPDATE tier.projection SET fingerprint = $1", fingerprint(model))
    assert await numbers_beside_an_append(pool, model, waits=False) == [1, 2, 2]
