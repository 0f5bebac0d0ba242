"""Who measures time is alone, however many others go in and out meanwhile."""

import subprocess
import sys
import threading
from itertools import pairwise
from pathlib import Path

import pytest

from tests.support.turns import turn

PASSING, ROUNDS = 4, 50
ROOT = Path(__file__).parents[2]

MEASURES = """
import time, pytest

@pytest.mark.alone
@pytest.mark.parametrize("n", range(3))
def test_measures(n):
    with open("told", "a") as told:
        told.write("began ")
        told.flush()
        time.sleep(0.2)
        told.write("ended ")
"""
PASSES = """
import time, pytest

@pytest.mark.parametrize("n", range(60))
def test_passes(n):
    with open("told", "a") as told:
        told.write("passed ")
    time.sleep(0.01)
"""


def test_others_run_beside_each_other(tmp_path: Path) -> None:
    met = threading.Barrier(2)

    def one() -> None:
        with turn(tmp_path, alone=False):
            met.wait(10)

    other = threading.Thread(target=one)
    other.start()
    one()
    other.join()
    assert not met.broken


@pytest.mark.parametrize("alone", [True, pytest.param(False, id="not asked for")])
def test_nobody_is_within_while_one_is_alone(tmp_path: Path, alone: bool) -> None:  # noqa: FBT001 -- pytest's
    within: set[int] = set()
    met: list[int] = []
    through = threading.Event()

    def passes(number: int) -> None:
        while not through.is_set():
            with turn(tmp_path, alone=False):
                within.add(number)
                through.wait(0.001)
                within.discard(number)

    others = [threading.Thread(target=passes, args=(number,)) for number in range(PASSING)]
    for other in others:
        other.start()
    for _ in range(ROUNDS):
        with turn(tmp_path, alone=alone):
            seen = {frozenset(within) for _ in range(1_000)}
            met += [len(one) for one in seen if one]
    through.set()
    for other in others:
        other.join()
    assert bool(met) is not alone


@pytest.mark.parametrize("taking_turns", [True, False])
def test_a_run_of_two_workers_keeps_it(tmp_path: Path, taking_turns: bool) -> None:  # noqa: FBT001 -- pytest's
    (tmp_path / "test_measures.py").write_text(MEASURES)
    (tmp_path / "test_passes.py").write_text(PASSES)
    words = ["-q", "-n", "2", "--dist", "loadfile", "-p", "no:cacheprovider", "-o", "markers=alone"]
    words += ["-p", "tests.support.turns"] if taking_turns else []
    subprocess.run(  # noqa: S603 -- tests of our own
        [sys.executable, "-m", "pytest", *words], cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, check=True
    )
    told = (tmp_path / "told").read_text().split()
    together = [(one, next_) for one, next_ in pairwise(told) if one == "began" and next_ != "ended"]
    assert told.count("passed") == 60
    assert bool(together) is not taking_turns
