"""Named queries: what the loader accepts and what it refuses."""

from pathlib import Path

import pytest

from shared.kit.postgres.queries import load_queries


def _file(folder: Path, text: str) -> Path:
    path = folder / "some.sql"
    path.write_text(text, encoding="utf-8")
    return path


def test_each_query_is_found_by_its_name_with_its_description(tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        "-- Two queries.\n\n-- name: one\n-- First.\nSELECT 1\n\n-- name: two\n-- Second.\nSELECT 2\n",
    )
    assert dict(load_queries(path)) == {"one": "-- First.\nSELECT 1", "two": "-- Second.\nSELECT 2"}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("SELECT 1\n-- name: one\n-- First.\nSELECT 1\n", "before the first"),
        ("-- name: one\n-- First.\nSELECT 1\n-- name: one\n-- Again.\nSELECT 1\n", "two queries"),
        ("-- name: one\nSELECT 1\n", "no description"),
    ],
)
def test_a_file_out_of_form_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        load_queries(_file(tmp_path, text))
