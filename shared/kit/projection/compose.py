"""The one place that puts SQL together: the kit's CTEs, the read model's, and the fence at the end.

A read model writes its part with named parameters, `:key::text[]`; here they become `$1`, `$2` ….
Nothing but these texts and a checked schema name ever enters a statement.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from shared.kit.postgres.literals import LITERALS, Literal, written
from shared.kit.postgres.queries import load_queries

_SQL = Path(__file__).parent / "sql"

QUERIES: Final = load_queries(_SQL / "projection.sql")
"""The kit's own statements. They name no schema: the search path does."""

_PUBLISHING = load_queries(_SQL / "publish.sql")

PUBLISH_CTES: Final = _PUBLISHING["publish_ctes"]
"""CTEs for `write` that publish through the service's own outbox; see `sql/publish.sql`."""

KEEP_CTES: Final = _PUBLISHING["keep_ctes"]
"""CTEs to follow `PUBLISH_CTES`: what is published is kept for a replay; see `kept.KeptMessages`."""

OUTGOING: Final = "out_"
"""Parameters with this prefix are side effects: a rebuild runs the same statement with them empty."""

_SCHEMA = re.compile(r"[a-z][a-z0-9_]{0,47}")
# Quoted text, comments and casts are matched first, so that no colon in them is taken for a parameter.
_NAMED = re.compile(
    r"'(?:[^']|'')*'|\"[^\"]*\"|--[^\n]*|/\*.*?\*/|::|:([a-z_][a-z0-9_]*)(?:::([a-z ]+)\[\])?", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with `$n` parameters, the name behind each n, and which of them travel as an array's text."""

    text: str
    parameters: tuple[str, ...]
    literals: Mapping[str, Literal]

    def bind(self, values: Mapping[str, Any]) -> list[Any]:
        """Return the arguments in order.

        Raises `KeyError` for a parameter without a value, `asyncpg.DataError` for one that no
        column can hold.
        """
        return [self._argument(name, values[name]) for name in self.parameters]

    def _argument(self, name: str, value: Any) -> Any:
        literal = self.literals.get(name)
        return value if literal is None else written(name, literal, value)


def numbered(text: str) -> Statement:
    """Return `text` with each named parameter as `$n`; a name used twice has one number.

    A parameter cast to an array of a type in `LITERALS` is cast from text first.
    """
    numbers: dict[str, int] = {}
    literals: dict[str, Literal] = {}

    def number(found: re.Match[str]) -> str:
        name, of = found[1], found[2]
        if name is None:
            return found[0]
        place = f"${numbers.setdefault(name, len(numbers) + 1)}"
        if of is None:
            return place
        if of in LITERALS:
            literals[name] = LITERALS[of]
            place = f"{place}::text"
        return f"{place}::{of}[]"

    return Statement(_NAMED.sub(number, text), tuple(numbers), literals)


OWN: Final = frozenset(numbered(QUERIES["batch_ctes"] + QUERIES["batch_fence"]).parameters)
"""Parameters that a model's `write` cannot have: the kit gives them other values."""


def compose(write: str) -> Statement:
    """Return the one statement of a batch: offsets moved, rows written, or an error and nothing.

    Its first result is `fenced()`, which raises unless every offset was where the batch began.
    Raises `ValueError` when `write` has a parameter of a name that is the kit's.
    """
    taken = OWN & set(numbered(write).parameters)
    if taken:
        # The kit's value would stand in the model's column, in silence.
        raise ValueError(f"the kit has parameters of these names: {', '.join(sorted(taken))}")
    return numbered(f"WITH {QUERIES['batch_ctes']},\n{write.strip().rstrip(',;')}\n{QUERIES['batch_fence']}")


def schema_name(name: str) -> str:
    """Return `name`, which may stand in a statement as an identifier. Raises `ValueError` otherwise."""
    if not _SCHEMA.fullmatch(name):
        raise ValueError(f"{name!r} is no name for a schema")
    return name


def search_path(schema: str, *, local: bool = False) -> str:
    """Return the statement after which unqualified names mean `schema` first, then `public`."""
    return f"SET {'LOCAL' if local else 'SESSION'} search_path TO {schema_name(schema)}, public"
