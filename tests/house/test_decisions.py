"""Every decision says why, what else was weighed, and what holds it; and what holds it exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RECORDS = sorted((ROOT / "shared" / "decisions").glob("*.md"))
PARTS = ("**Context.**", "**Decision.**", "**Consequences.**", "**Held by.**")
PATH = re.compile(r"`((?:tests|shared|services|deploy)/[\w./-]+)`")


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.stem)
def test_a_record_has_its_parts(record: Path) -> None:
    text = record.read_text()
    assert [part for part in PARTS if part not in text] == []


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.stem)
def test_what_a_record_names_exists(record: Path) -> None:
    assert [name for name in PATH.findall(record.read_text()) if not (ROOT / name).exists()] == []


def test_records_are_numbered_without_a_hole() -> None:
    assert [int(record.name[:4]) for record in RECORDS] == list(range(1, len(RECORDS) + 1))
