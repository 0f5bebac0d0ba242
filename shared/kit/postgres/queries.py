"""Named queries: SQL lives in `.sql` files, each statement with a name and a description.

    -- name: deadlines_due
    -- What is due, oldest first.
    SELECT …

A query ends where the next name begins. `load_queries` refuses a file with a statement before the
first name, a name used twice, or a query without a description.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

_NAME = re.compile(r"^-- name: ([a-z][a-z0-9_]*)\n", re.MULTILINE)


def load_queries(path: Path) -> Mapping[str, str]:
    """Return the file's queries by name. Raises `ValueError` when the file breaks the form above."""
    before, *parts = _NAME.split(path.read_text(encoding="utf-8"))
    if any(line and not line.startswith("--") for line in before.splitlines()):
        raise ValueError(f"{path.name}: a statement stands before the first `-- name:`")
    queries: dict[str, str] = {}
    for name, text in zip(parts[::2], parts[1::2], strict=True):
        if name in queries:
            raise ValueError(f"{path.name}: two queries are named {name}")
        if not text.startswith("-- "):
            raise ValueError(f"{path.name}: {name} has no description")
        queries[name] = text.strip()
    return MappingProxyType(queries)
