"""What a database consists of, as a page that can be read and compared."""

from collections import defaultdict
from pathlib import Path
from typing import Any, Final

from shared.kit.postgres.queries import load_queries

_QUERIES: Final = load_queries(Path(__file__).with_suffix(".sql"))
_PARTS: Final = ("columns", "constraints", "indexes", "triggers")


async def describe(connection: Any) -> str:
    """Return every relation with its columns, rules, indexes and triggers, then every function's signature.

    Two databases with the same page differ in nothing that a statement of ours could notice but rows,
    rights and the bodies of functions.
    """
    said: dict[tuple[str, str], list[str]] = defaultdict(list)
    for part in _PARTS:
        for row in await connection.fetch(_QUERIES[part]):
            said[row["schema"], row["name"]].append(f"  {row['said']}")
    lines = []
    for row in await connection.fetch(_QUERIES["relations"]):
        lines += ["", f"{row['kind']} {row['schema']}.{row['name']}{row['options']}"]
        lines += said[row["schema"], row["name"]]
    lines.append("")
    lines += [f"function {row['said']}" for row in await connection.fetch(_QUERIES["functions"])]
    return "\n".join(lines).strip() + "\n"
