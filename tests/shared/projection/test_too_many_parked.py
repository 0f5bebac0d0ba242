"""Keys that stand still are set aside up to a bound; beyond it the fault is no key's, and the run ends."""

import sys

import pytest

from shared.kit.postgres.pool import Pool
from shared.kit.projection import projector as bounded_by
from shared.kit.projection.options import PARKED_KEYS_MAX
from shared.kit.projection.projector import TooManyParked
from tests.support.projecting import pairs, project, projecting
from tests.support.tally import Log, counted

PARKED = "SELECT key, reason FROM tally.parked"


@pytest.mark.parametrize("bounded", [True, False], ids=["bounded", "unbounded"])
async def test_one_key_beyond_the_bound_is_not_set_aside(
    pool: Pool, monkeypatch: pytest.MonkeyPatch, *, bounded: bool
) -> None:
    if not bounded:
        monkeypatch.setattr(bounded_by, "PARKED_KEYS_MAX", sys.maxsize)
    log, at_the_bound = Log(), [f"k{number}" for number in range(PARKED_KEYS_MAX)]
    log.add(*(counted(key, 2) for key in at_the_bound))
    async with projecting(pool) as projector:
        await project(projector, log)
        log.add(counted("one more", 2))
        if bounded:
            with pytest.raises(TooManyParked, match="keys stand still"):
                await project(projector, log)
        else:
            await project(projector, log)
    beyond = set() if bounded else {"one more"}
    assert await pairs(pool, PARKED) == dict.fromkeys({*at_the_bound, *beyond}, "sequence_gap")
