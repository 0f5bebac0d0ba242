"""The pool 公海 as dashboards read it: whom nobody owns, since when and why; who goes back soon (S6-08)."""

from datetime import timedelta
from typing import Any

from shared.kit.postgres.pool import Pool
from tests.scoring.facts import day
from tests.scoring.ownership_sayings import called_off, claimed, released, warned
from tests.scoring.projections import BOARD, Log, Spoken, opened, project
from tests.scoring.sayings import ID, OTHER, captured, purchase

SHOWN = "standing, owner, last_owner, cause, since, return_at"


async def test_s6_08_who_is_not_covered_is_listed_and_who_goes_back_soon(pool: Pool) -> None:
    log, projector = Log(), await opened(pool, BOARD)

    async def shown(*facts: Spoken) -> list[tuple[Any, ...]]:
        await project(projector, [log.say(fact, day(20)) for fact in facts])
        rows = await pool.fetch(f"SELECT {SHOWN} FROM reporting.pool_v1")  # noqa: S608 -- a fixed list
        return [tuple(row) for row in rows]

    assert await shown(purchase(day(1), customer=OTHER)) == [], "nobody captured them yet"
    never = ("in_pool", None, None, "never_owned", day(0), None)
    assert await shown(captured()) == [never]
    assert await shown(claimed(ID, "li.na", day(1))) == []
    back = day(9) + timedelta(days=7)
    assert await shown(warned(ID, "li.na", day(9))) == [("returning", "li.na", None, None, None, back)]
    assert await shown(called_off(ID, "li.na", day(10))) == []
    given_back = ("in_pool", None, "li.na", "released", day(12), None)
    assert await shown(warned(ID, "li.na", day(11)), released(ID, "li.na", day(12))) == [given_back]
    await projector.close()
