"""The kit has no business word, and the project names no package registry."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]

BUSINESS = re.compile(
    r"\b(customers?|leads?_|complaints?|visits?|contracts?_signed|tiers?|salesperson|lifecycle|dealer)\b",
    re.IGNORECASE,
)
EXAMPLE = re.compile(r"such as|for example|`[^`]*`|e\.g\.|customer id")
"""A word of the business may stand in a docstring as an example, and for what the key is."""


def _tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files"],  # noqa: S607 -- git is a prerequisite, wherever it lives
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / line for line in listed.stdout.splitlines()]


def test_the_kit_knows_no_business_word() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in (ROOT / "shared" / "kit").rglob("*.py")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if BUSINESS.search(line) and not EXAMPLE.search(line)
    ]
    assert found == []


def test_no_committed_file_names_a_package_registry() -> None:
    hosts = re.compile(
        "|".join(
            ("pypi" + r"\.org", "files\\.python" + "hosted", "repo1?\\." + "maven", "registry\\." + "npmjs")
        )
    )
    found = [
        str(path.relative_to(ROOT))
        for path in _tracked()
        if path.is_file()
        and path.suffix not in {".png", ".gz"}
        and hosts.search(path.read_text(errors="ignore"))
    ]
    assert found == []
