"""A list of what is still missing: it may only shrink, and the repository's history tells what left it."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


def taken_off(listed: Path, line_of: re.Pattern[str]) -> frozenset[str]:
    """Return what some commit took off the list, as `line_of` names it; a line worded anew does not count."""
    taken: set[str] = set()
    for changes in _git("log", "--format=tformat:commit", "-p", "--", str(listed)).split("\ncommit\n"):
        gone, there = (
            {found[1] for line in changes.splitlines() if (found := line_of.match(line.removeprefix(sign)))}
            for sign in "-+"
        )
        taken |= gone - there
    return frozenset(taken)


def _git(*words: str) -> str:
    done = subprocess.run(  # noqa: S603 -- fixed commands
        ["git", *words],  # noqa: S607 -- git is a prerequisite, wherever it lives
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout
