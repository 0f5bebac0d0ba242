"""The runtime role can do all of notify's work, and cannot rewrite what happened."""

import asyncpg
import pytest

from services.notify.dispatch.upkeep import Upkeep
from services.notify.intake.model import Intake
from services.notify.wiring import MIGRATIONS
from shared.kit.postgres.migrate import migrate
from shared.kit.postgres.pool import opened_pool
from shared.kit.projection import schema
from tests.notify.ledger import Hands, hear, message
from tests.notify.receiver import Receiver

OWNER, RUNTIME = "tuoke_notify_owner", "tuoke_notify"


async def test_the_runtime_role_sends_and_cannot_rewrite_history(database: str, receiver: Receiver) -> None:
    superuser = await asyncpg.connect(database)
    await superuser.execute(f"ALTER SCHEMA public OWNER TO {OWNER}")
    name = await superuser.fetchval("SELECT current_database()")
    await superuser.execute(f"GRANT CREATE ON DATABASE {name} TO {OWNER}")
    await superuser.close()
    await migrate(f"{database}?role={OWNER}", MIGRATIONS)
    owner = await asyncpg.connect(f"{database}?role={OWNER}")
    await schema.ensure(owner, Intake(), grant_to=RUNTIME)
    await owner.close()
    async with opened_pool(f"{database}?role={RUNTIME}", application_name="runtime") as pool:
        hands = Hands.on(pool)
        receiver.answers("/in", 200, 410)
        await hands.endpoint(receiver.url + "/in")
        await hear(pool, message())
        await Upkeep(pool).once()
        async with hands.dispatching():
            await hands.ended(1)
            await hear(pool, message())
            await hands.ended(2)
        assert await hands.count("outbox") == 1
        for rewriting in ("DELETE FROM attempts", "UPDATE messages SET type = 'x'", "DELETE FROM outcomes"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await pool.execute(rewriting)
