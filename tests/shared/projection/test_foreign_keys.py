"""A topic may tell of keys that a read model has no rows for: they are passed over, gaps and all."""

from shared.kit.postgres.pool import Pool
from tests.support.projecting import PARKED, TALLIES, pairs, project, projecting
from tests.support.tally import Log, Tally, counted


class PickyTally(Tally):
    """The same on topics that also tell of keys which are none of its own."""

    foreign = frozenset({"toy.elsewhere"})


async def test_what_is_told_of_foreign_keys_leaves_no_row_and_no_gap_behind(pool: Pool) -> None:
    log = Log()
    log.add(
        counted("k", 1, 5), counted("e", 3, type_="toy.elsewhere"), counted("e", 1, type_="toy.elsewhere")
    )
    log.add(counted("k", 2, 6), counted("n", 1, type_="toy.ignored"))
    async with projecting(pool, PickyTally()) as projector:
        await project(projector, log)
        assert projector.positions["orders", 0] == 5
    assert await pairs(pool, TALLIES) == {"k": 11, "n": 0}
    assert await pairs(pool, PARKED) == {}
