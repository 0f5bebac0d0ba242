"""A defect put there on purpose: the walk must find it, and a history that meets it must shrink to it."""

from typing import Final

from tests.chaos.world import World

LOSES_CONTRACTS: Final = """
CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RETURN CASE WHEN NEW.headers LIKE '%contract-signed%' THEN NULL ELSE NEW END; END $$;
CREATE TRIGGER lose BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION lose();
"""


async def plant(world: World) -> None:
    """What leads stores of a contract never reaches Kafka."""
    async with world.connected("leads") as connection:
        await connection.execute(LOSES_CONTRACTS)
