"""The table of proofs is true: every test it names is collected, and every promise has both colours."""

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "tests" / "PROOFS.md").read_text()
ROOMS = {
    "Store": ["tests/shared/eventstore"],
    "Relay": ["tests/shared/outbox"],
    "Projector": ["tests/shared/projection"],
    "Faust": ["tests/shared/faust", "tests/shared/projection/test_faust_host.py"],
    "Deadlines": [
        "tests/shared/deadlines",
        "tests/visits/test_complaint_escalation.py",
        "tests/visits/test_many_deadlines.py",
        "tests/visits/test_million_obligations.py",
        "tests/visits/test_obligation_reviews.py",
    ],
    "Pool": ["tests/leads"],
    "Confidence": ["tests/leads"],
    "Forecasts": ["tests/scoring"],
    "Notify": ["tests/notify"],
    "Tier": ["tests/scoring"],
    "Studies": ["tests/scoring"],
    "Whole system": ["tests/chaos"],
    "Bad input": ["tests/journey"],
}
"""Each part of the table, and where its tests live."""

NAMED = re.compile(r"`(test_\w+(?:\[[^]`]+\])?)`( \(long)?")
HOSTS = ("test_plain_host.py", "test_faust_host.py")
ON_ONE_HOST = ("(plain host)", "(projector alone)")
COLUMNS = 3
COLLECT = """
import json, sys, pytest

class Told:
    def pytest_collection_finish(self, session):
        self.told = {item.nodeid: "long" in item.keywords for item in session.items}

told = Told()
code = pytest.main(sys.argv[1:], plugins=[told])
print(json.dumps(told.told))
sys.exit(code)
"""

Row = tuple[str, str, str]


def _table() -> dict[str, list[Row]]:
    table: dict[str, list[Row]] = {}
    for part in TEXT.split("\n## ")[1:]:
        title, _, rest = part.partition("\n")
        rows = [line.strip("|").split(" | ") for line in rest.splitlines() if line.startswith("| ")]
        assert all(len(row) == COLUMNS for row in rows), title
        table[title] = [(row[0], row[1], row[2]) for row in rows[1:]]
    return table


def _collected(paths: list[str]) -> dict[str, bool]:
    """Every test of the paths, and whether only the long run has it."""
    words = ["--collect-only", "-q", "-m", "long or not long", *paths]
    done = subprocess.run(  # noqa: S603 -- our own tests
        [sys.executable, "-c", COLLECT, *words], cwd=ROOT, capture_output=True, text=True, check=True
    )
    told: dict[str, bool] = json.loads(done.stdout.splitlines()[-1])
    return told


def _answering(name: str, collected: set[str]) -> set[str]:
    """The collected tests of that name: exactly those parameters when it gives any, else all."""
    return {
        one
        for one in collected
        if (found := one.split("::", 1)[1].removeprefix("TestPlainHost::").removeprefix("TestFaustHost::"))
        == name
        or found.split("[")[0] == name
    }


@pytest.fixture(scope="module")
def collected() -> dict[str, bool]:
    return _collected([path for paths in ROOMS.values() for path in paths])


@pytest.fixture
def every(collected: dict[str, bool]) -> set[str]:
    return set(collected)


@pytest.fixture
def long(collected: dict[str, bool]) -> set[str]:
    return {one for one, is_long in collected.items() if is_long}


def test_every_part_is_there_with_its_promises() -> None:
    table = _table()
    assert list(table) == list(ROOMS)
    assert all(table.values())
    twice = Counter(promise for rows in table.values() for promise, _, _ in rows)
    assert [promise for promise, times in twice.items() if times > 1] == []


@pytest.mark.parametrize("part", ROOMS)
def test_every_test_that_it_names_is_collected_where_the_part_lives(part: str, every: set[str]) -> None:
    here = {one for one in every if one.startswith(tuple(ROOMS[part]))}
    named = [name for row in _table()[part] for cell in row[1:] for name, _ in NAMED.findall(cell)]
    assert [name for name in named if not _answering(name, here)] == []


@pytest.mark.parametrize("part", ROOMS)
def test_every_promise_has_a_test_and_a_switch_or_says_why_not(part: str) -> None:
    for promise, test, switch in _table()[part]:
        assert NAMED.search(test), promise
        assert NAMED.search(switch) or switch.strip().startswith("none"), promise


def test_what_a_projector_promises_holds_on_both_hosts(every: set[str]) -> None:
    for promise, test, switch in _table()["Projector"]:
        for cell in (test, switch):
            if any(word in promise + cell for word in ON_ONE_HOST):
                continue
            for name, _ in NAMED.findall(cell):
                assert [host for host in HOSTS if not _in(host, _answering(name, every))] == [], name


def _in(host: str, tests: set[str]) -> bool:
    return any(host in one for one in tests)


def test_long_is_said_of_what_only_the_long_run_has(every: set[str], long: set[str]) -> None:
    for rows in _table().values():
        for name, said in {found for row in rows for cell in row[1:] for found in NAMED.findall(cell)}:
            assert (_answering(name, every) <= long) == bool(said), name
