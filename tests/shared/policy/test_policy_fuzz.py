"""Whatever JSON comes as a draft: it is a book, or it is refused with findings; nothing else happens."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.policy import PolicyBook, default_book
from shared.policy.diff import diff
from shared.policy.printed import printed
from shared.policy.refusal import findings_of
from shared.policy.rule import Finding

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
TEXT = default_book().model_dump_json()


def paths(value: Any, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    if not isinstance(value, dict):
        return [path]
    return [path, *(one for name, part in value.items() for one in paths(part, (*path, name)))]


def drafted(text: str) -> PolicyBook | tuple[Finding, ...]:
    try:
        return PolicyBook.model_validate_json(text)
    except ValidationError as error:
        return findings_of(error)


PATHS = [path for path in paths(json.loads(TEXT)) if path]


@settings(max_examples=300)
@given(changes=st.lists(st.tuples(st.sampled_from(PATHS), VALUES), min_size=1, max_size=4))
def test_a_draft_is_a_book_or_is_refused_with_findings(changes: list[tuple[tuple[str, ...], Any]]) -> None:
    draft: Any = json.loads(TEXT)
    for path, value in changes:
        part = draft
        for name in path[:-1]:
            part = part.get(name) if isinstance(part, dict) else None
        if isinstance(part, dict):
            part[path[-1]] = value
    book = drafted(json.dumps(draft))
    if isinstance(book, tuple):
        assert book
        return
    diff(default_book(), book)
    printed(book, "zh-CN")
    assert drafted(book.model_dump_json()) == book
