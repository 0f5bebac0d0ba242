"""A short walk with every run, a longer one on demand; both from fixed seeds."""

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import pytest

from tests.chaos.__main__ import Runs, asked
from tests.chaos.shrinking import shrunk
from tests.chaos.steps import COMMANDS, FAULTS, MENDED_BY, Step, read, walk, write
from tests.chaos.walking import Walk, rounds
from tests.chaos.world import world

SEED, STEPS = 14_660, 100
"""Few steps that kill, stop and starve as many processes as so few can."""


def test_a_seed_is_one_walk_that_mends_what_it_breaks() -> None:
    steps = list(islice(walk(7), 2_000))
    assert steps == list(islice(walk(7), 2_000))
    assert {step.name for step in steps} == {*COMMANDS, *FAULTS, *MENDED_BY.values()}
    broken: set[int] = set()
    for step in steps:
        if step.name in MENDED_BY:
            assert step.pick not in broken
            broken.add(step.pick)
        elif step.name in MENDED_BY.values():
            broken.remove(step.pick)


def test_a_history_is_read_as_it_was_written(tmp_path: Path) -> None:
    steps = [Step("kill", 1, 2), Step("capture", 3, 4)]
    write(tmp_path / "h.jsonl", 1, steps, ["lost"])
    assert read(tmp_path / "h.jsonl") == steps


@pytest.mark.timeout(300)
async def test_a_short_walk_breaks_no_promise(
    postgres_url: str, kafka: str, topic_prefix: str, tmp_path: Path
) -> None:
    async with world(postgres_url, kafka, topic_prefix, tmp_path) as here:
        await Walk(here, print).round(list(islice(walk(SEED), STEPS)))


async def test_a_long_history_shrinks_to_the_two_steps_that_matter_in_few_runs() -> None:
    async def fails(steps: Sequence[Step]) -> bool:
        killed = [number for number, step in enumerate(steps) if step == Step("kill", 2, 9)]
        return bool(killed) and Step("purchase", 3, 5) in steps[killed[0] :]

    steps = list(islice(walk(11), 200))
    steps[50:50], steps[160:160] = [Step("kill", 2, 9)], [Step("purchase", 3, 5)]
    assert await shrunk(steps, fails, 60) == [Step("kill", 2, 9), Step("purchase", 3, 5)]
    assert await fails(await shrunk(steps, fails, 10)), "what is returned did fail, however few runs"


async def test_a_walk_finds_a_defect_that_was_planted(postgres_url: str, kafka: str) -> None:
    told = asked(["--seed", "0", "--planted"])
    steps = [Step("purchase", 1, 1), Step("contract", 1, 2)]
    assert await Runs(postgres_url, kafka).fails(steps, told)


@pytest.mark.long
@pytest.mark.timeout(1_200)
async def test_a_history_that_meets_a_planted_defect_shrinks_to_it(postgres_url: str, kafka: str) -> None:
    runs, told = Runs(postgres_url, kafka), asked(["--seed", "0", "--planted"])
    steps = list(islice(walk(SEED), 60))
    assert await runs.fails(steps, told)
    short = await shrunk(steps, lambda left: runs.fails(left, told), 20)
    assert [step.name for step in short] == ["contract"]


@pytest.mark.long
@pytest.mark.timeout(1_200)
async def test_a_long_walk_breaks_no_promise(
    postgres_url: str, kafka: str, topic_prefix: str, tmp_path: Path
) -> None:
    async with world(postgres_url, kafka, topic_prefix, tmp_path) as here:
        walked = Walk(here, print)
        for steps in rounds(islice(walk(21), 2_000), 250):
            await walked.round(steps)
