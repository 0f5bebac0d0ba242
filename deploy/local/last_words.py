"""Why a program ended, from the end of its log, short enough for one sentence."""

import json
from pathlib import Path

TAIL_BYTES = 32_768
PLAIN_LINES = 3
CHARACTERS_MAX = 400


def last_words(log: Path) -> str:
    """The last error that the log tells of in JSON; without one, its last lines."""
    lines = [line.strip() for line in tail(log).splitlines() if line.strip()]
    for line in reversed(lines):
        if (told := _error_in(line)) is not None:
            return told[:CHARACTERS_MAX]
    return " / ".join(lines[-PLAIN_LINES:])[-CHARACTERS_MAX:] or "(empty log)"


def tail(log: Path) -> str:
    """The end of the log, `TAIL_BYTES` at the most."""
    try:
        with log.open("rb") as file:
            file.seek(max(log.stat().st_size - TAIL_BYTES, 0))
            return file.read().decode(errors="replace")
    except OSError:
        return "(no log)"


def _error_in(line: str) -> str | None:
    try:
        told = json.loads(line)
    except ValueError:
        return None
    if not isinstance(told, dict) or told.get("level") not in {"error", "critical"}:
        return None
    why = told.get("reason") or told.get("error") or told.get("message") or ""
    return f"{told.get('event', 'error')}: {why}"
