"""The table clause → declaration → test, read from the code; `python -m tests.house.requirements` prints it.

A declaration is a rule of the default policy book or a section of the customer file that names the
clause as its source. A test is one that carries the clause in its name: `test_s6_04_…` serves S6-04.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from services.leads.customer.section import every_declared
from shared.policy import default_book
from shared.policy.rule import CLAUSES
from shared.policy.walk import rules

ROOT = Path(__file__).parents[2]
TEST = re.compile(r"^(?:async )?def (test_s(\d{1,2})_(\d{2})_\w+)\(", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Served:
    """Where a clause is declared, and which tests see it served."""

    declarations: tuple[str, ...]
    tests: tuple[str, ...]


def clauses() -> tuple[str, ...]:
    """Return every clause of the eleven documents, in their order."""
    return tuple(
        f"S{document}-{number:02}" for document, count in CLAUSES.items() for number in range(1, count + 1)
    )


def declared() -> Iterator[tuple[str, str]]:
    """Yield each clause that a declaration names, with the declaration's place."""
    for path, rule in rules(default_book()):
        yield from ((clause, f"policy {'.'.join(path)}") for clause in rule.source.split(", "))
    for slug, section in every_declared().sections.items():
        yield from ((clause, f"section {slug}") for clause in section.ABOUT.clauses)


def tests_by_name() -> Iterator[tuple[str, str]]:
    """Yield each clause that a test carries in its name, with the test."""
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for name, document, number in TEST.findall(path.read_text()):
            yield f"S{document}-{number}", f"{path.relative_to(ROOT)}::{name}"


def table() -> Mapping[str, Served]:
    """Return every clause with what serves it."""
    declarations, tests = list(declared()), list(tests_by_name())
    return {
        clause: Served(
            tuple(dict.fromkeys(place for named, place in declarations if named == clause)),
            tuple(test for named, test in tests if named == clause),
        )
        for clause in clauses()
    }


if __name__ == "__main__":
    for clause, served in table().items():
        print(clause, "" if served.tests else "(no test)")  # noqa: T201 -- a command prints
        for line in (*served.declarations, *served.tests):
            print(f"    {line}")  # noqa: T201
