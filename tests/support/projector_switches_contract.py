"""What each host's promises come to with one mechanism switched off: the other colour of its proofs."""

import asyncio
import signal

import pytest

from shared.kit.projection import folding
from shared.kit.projection.folding import Folding
from shared.kit.projection.sequence import Verdict
from tests.support.projecting import PARKED, TALLIES, pairs
from tests.support.projection_stage import Stage, numbered, sums
from tests.support.projector_hosts import Hosts
from tests.support.tally import counted

UNFENCED = """
CREATE OR REPLACE FUNCTION tally.fenced(moved bigint, wanted bigint) RETURNS bigint
LANGUAGE sql AS $$ SELECT moved $$
"""
FORGOTTEN = "UPDATE tally.tally SET seen = '{}'; UPDATE tally.offsets SET next_offset = 0"
"""What is stored with the rows: how far each key and each partition has been read."""


class SwitchesContract(Hosts):
    """Subclass it as `Test…` and set `host`."""

    @pytest.mark.parametrize(
        ("numbers", "amounts", "total"),
        [((1, 1, 2), (5, 5, 7), 17), ((1, 3), (5, 7), 12), ((2, 1), (7, 5), 12), ((1, 1), (5, 7), 12)],
        ids=["duplicated", "missing", "reordered", "another-body"],
    )
    async def test_without_the_sequence_rule_everything_counts_as_it_comes(
        self,
        stage: Stage,
        monkeypatch: pytest.MonkeyPatch,
        *,
        numbers: tuple[int, ...],
        amounts: tuple[int, ...],
        total: int,
    ) -> None:
        monkeypatch.setattr(folding, "judge", lambda *_, **__: Verdict.NEXT)
        await stage.send([counted("k", *one) for one in zip(numbers, amounts, strict=True)])
        async with self.running(stage):
            await stage.tallied({"k": total})
        assert await pairs(stage.pool, PARKED) == {}

    async def test_without_parking_what_follows_poison_counts(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(Folding, "park", lambda *_: None)
        monkeypatch.setattr(folding, "judge", lambda *_, **__: Verdict.NEXT)
        await stage.send([counted("k", 1, 1), counted("k", 2, 2, type_="toy.new"), counted("k", 3, 4)])
        async with self.running(stage):
            await stage.tallied({"k": 5})

    async def test_without_what_is_stored_with_the_rows_a_kill_doubles(self, stage: Stage) -> None:
        await stage.send(numbered(1, 8))
        async with self.apart(stage, point="committed", nth=2, instance="one") as process:
            assert await asyncio.wait_for(process.wait(), 40) == -signal.SIGKILL
        committed = await pairs(stage.pool, TALLIES)
        await stage.pool.execute(FORGOTTEN)
        async with self.running(stage, instance="one"):
            await stage.tallied({key: total + committed.get(key, 0) for key, total in sums(8).items()})
        assert any(committed.values())

    async def test_without_the_fence_a_zombie_writes_beside_the_owner(self, stage: Stage) -> None:
        await stage.send(numbered(1, 2))
        async with self.running(stage):
            await stage.tallied(sums(2))
            await stage.pool.execute(UNFENCED)
            await stage.pool.execute("UPDATE tally.offsets SET owner = 'another'")
            await stage.send(numbered(3, 4))
            await stage.tallied(sums(4))
            held_by = "SELECT DISTINCT owner FROM tally.offsets"
            assert [row["owner"] for row in await stage.pool.fetch(held_by)] == ["another"]
