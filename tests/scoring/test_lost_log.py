"""A log that was lost is published again as it was: what people set and what the fold says, interleaved."""

from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any
from uuid import UUID

from services.scoring.override.use_cases import Overrides
from services.scoring.settings import ScoringSettings
from services.scoring.tier.model import TierModel
from services.scoring.wiring import open_tools
from shared.contracts.envelope import Message
from shared.kit.eventstore.handle import Publisher, Request
from shared.kit.eventstore.port import CommandId
from shared.kit.eventstore.postgres import PostgresEventStore
from shared.kit.eventstore.replay import requeue
from shared.kit.eventstore.verify import verify
from shared.kit.postgres.pool import Pool
from shared.kit.projection.compose import PUBLISH_CTES
from shared.kit.projection.fingerprint import fingerprint
from shared.kit.projection.rewind import rewind
from tests.scoring.facts import CUSTOMER, day
from tests.scoring.projections import BOARD, TOPIC, Log, opened, outbox, project
from tests.scoring.sayings import OTHER, complaint, purchase
from tests.support.whole_service import NO_BROKER, settings_for

TOPICS = [TOPIC.replace("scoring", source) for source in ("leads", "visits", "scoring")]


class Forgetful(TierModel):
    """The same fold, which keeps nothing of what it says."""

    write = f"{TierModel.write.split('out_messages AS')[0]}{PUBLISH_CTES}"


async def overridden(pool: Pool, model: TierModel) -> tuple[Log, list[Message]]:
    """Tell of a customer who is graded, overridden, and graded again; return all that scoring said."""
    log, projector = Log(), await opened(pool, model)
    overrides = Overrides.of(PostgresEventStore(pool), Publisher("scoring", TOPIC))
    spent = [(purchase(day(1), 500), day(1)), (purchase(day(2), 500, OTHER), day(2))]
    await project(projector, [log.say(*told) for told in spent])
    request = Request(CommandId("judged", b""), day(3), "li")
    await overrides.override(UUID(CUSTOMER), "potential", "重新评估", day(40), request)
    told = [log.add(one) for one in await outbox(pool)]
    # An override is heard before what happened ahead of it, as a new fold of a new log might as well.
    late = [log.say(complaint(day(2)), day(4)), log.say(purchase(day(2) + timedelta(hours=1), 900), day(4))]
    await project(projector, [*told, *late])
    await projector.close()
    return log, await outbox(pool)


async def published_again(pool: Pool, database: str) -> list[Message]:
    """Return what a replay has to say, from the stores alone."""
    await pool.execute("DELETE FROM outbox")
    async with AsyncExitStack() as resources:
        tools = await open_tools(settings_for(ScoringSettings, database, NO_BROKER, "tuoke"), resources)
        await requeue(tools.pool, tools.store, tools.kinds)
    return await outbox(pool)


async def heard_anew(pool: Pool, model: Any, log: Log, said: list[Message]) -> list[str]:
    """Return why keys stand still when `model` begins a new log, which has of scoring what it `said`."""
    anew = Log()
    await rewind(pool, model, TOPICS)
    facts = [one for (name, _), records in log.records.items() if name != TOPIC for one in records]
    projector = await opened(pool, model)
    await project(projector, [*facts, *map(anew.add, said)])
    await projector.close()
    rows = await pool.fetch(f"SELECT reason FROM {model.name}.parked")  # noqa: S608 -- a test's own name
    return [row["reason"] for row in rows]


async def test_after_a_lost_log_whoever_was_overridden_goes_on(pool: Pool, database: str) -> None:
    tiers = TierModel(TOPIC)
    log, said = await overridden(pool, tiers)
    numbers = [one.sequence for one in said if one.key == CUSTOMER]
    assert numbers == [*range(1, len(numbers) + 1)]
    assert len(numbers) > 2
    assert await verify(pool) == []
    again = await published_again(pool, database)
    by_place = sorted(said, key=lambda one: (one.key, one.sequence))
    assert sorted(again, key=lambda one: (one.key, one.sequence)) == by_place
    # The fold itself, which has seen all of it, and a reader that starts from nothing.
    assert await heard_anew(pool, tiers, log, again) == []
    assert await heard_anew(pool, BOARD, log, again) == []
    assert await outbox(pool) == again


async def test_without_what_the_fold_said_the_customer_stands_still(pool: Pool, database: str) -> None:
    tiers = Forgetful(TOPIC)
    await pool.execute("UPDATE tier.projection SET fingerprint = $1", fingerprint(tiers))
    log, _ = await overridden(pool, tiers)
    again = await published_again(pool, database)
    assert await heard_anew(pool, BOARD, log, again) == ["sequence_gap"]
