"""A rebuild by several processes: the same rows, and one that dies costs only what it had not stored."""

import json
import sys
from collections.abc import Callable, Sequence

import pytest

from shared.kit.projection.fingerprint import NotCreated
from shared.kit.projection.rebuild import fold_share, rebuild
from shared.kit.projection.shares import PROCESSES_MAX, Apart, Share, ShareFailed
from shared.kit.projection.verify import verify
from tests.support.projecting import TALLIES, pairs
from tests.support.projection_stage import PARTITIONS, Stage, live, numbered, stage, sums
from tests.support.tally import Tally

__all__ = ["stage"]

LAST = 20


def apart(stage: Stage, dies: int | None = None, processes: int = 2) -> Apart:
    def command(share: Share) -> Sequence[str]:
        told = {
            "kafka": stage.kafka,
            "database": stage.database,
            "group": stage.group,
            "topics": stage.topics,
            "bulk": 1,
            "number": share.number,
            "of": share.of,
            "dies": dies,
        }
        return [sys.executable, "-m", "tests.shared.projection.a_share", json.dumps(told)]

    return Apart(command, processes, share_records_min=1)


async def heard(stage: Stage) -> int:
    """Live rows of a log; returns its records."""
    messages = numbered(1, LAST)
    await stage.send(messages)
    async with live(stage, Tally()):
        await stage.tallied(sums(LAST))
    # What is wrong here must come from the log again.
    await stage.pool.execute("UPDATE tally.tally SET total = 0")
    return len(messages)


async def test_processes_share_a_rebuild(stage: Stage) -> None:
    records = await heard(stage)
    assert (await rebuild(stage.pool, Tally(), stage.consumption(), apart=apart(stage))).records == records
    assert await pairs(stage.pool, TALLIES) == sums(LAST)
    assert (await verify(stage.pool, Tally(), stage.consumption())).equal


async def test_a_killed_process_is_told_and_the_next_rebuild_goes_on(stage: Stage) -> None:
    records = await heard(stage)
    with pytest.raises(ShareFailed, match="-9"):
        await rebuild(stage.pool, Tally(), stage.consumption(), apart=apart(stage, dies=1))
    assert set((await pairs(stage.pool, TALLIES)).values()) == {0}
    stored = await stage.pool.fetchval("SELECT sum(next_offset) FROM tally_next.offsets")
    assert 0 < stored < records
    rebuilt = await rebuild(stage.pool, Tally(), stage.consumption(), apart=apart(stage))
    # At most, for what the other process had sent when it was ended may have been stored since.
    assert 0 < rebuilt.records <= records - stored
    assert await pairs(stage.pool, TALLIES) == sums(LAST)


async def test_a_share_is_of_a_rebuild_under_way(stage: Stage) -> None:
    with pytest.raises(NotCreated):
        await fold_share(stage.pool, Tally(), stage.consumption(), Share(0, 2))


def all_of(apart: Apart, records: int) -> Callable[[tuple[str, int]], list[int]]:
    return lambda held: [share.number for share in apart.shares(records) if share.has(held)]


async def test_every_partition_is_in_one_share_and_a_short_log_in_none(stage: Stage) -> None:
    made = apart(stage, processes=PROCESSES_MAX)
    holders = all_of(made, 1_000)
    for number in range(PARTITIONS * PROCESSES_MAX):
        assert len(holders(("a", number))) == 1
        assert holders(("a", number)) == holders(("b", number))
    assert len(made.shares(3)) == 3
    assert made.shares(1) == []
    with pytest.raises(ValueError, match="no share"):
        Share(2, 2)
