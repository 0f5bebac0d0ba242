"""A book that cannot stand is refused with every finding at once, whatever is wrong together."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.policy import PolicyBook, default_book
from shared.policy.plain_findings import RULES_MAX
from shared.policy.refusal import findings_of
from tests.shared.policy.planted import DEFECTS, SHAPES, Defect

Book = dict[str, Any]


def fresh() -> Book:
    book: Book = json.loads(default_book().model_dump_json())
    return book


def reported(book: Book) -> set[tuple[str, str]]:
    with pytest.raises(ValidationError) as refused:
        PolicyBook.model_validate(book)
    return {(found.code, ".".join(found.path)) for found in findings_of(refused.value)}


def planted(defects: list[Defect]) -> set[tuple[str, str]]:
    book = fresh()
    for defect in defects:
        defect.plant(book)
    return reported(book)


@pytest.mark.parametrize("name", sorted({**DEFECTS, **SHAPES}))
def test_a_defect_alone_is_reported_with_its_place(name: str) -> None:
    defect = {**DEFECTS, **SHAPES}[name]
    assert planted([defect]) == defect.findings


@given(names=st.sets(st.sampled_from(sorted({**DEFECTS, **SHAPES})), min_size=1))
def test_any_combination_of_defects_is_reported_whole(names: set[str]) -> None:
    chosen = [{**DEFECTS, **SHAPES}[name] for name in sorted(names)]
    assert planted(chosen) == set().union(*(defect.findings for defect in chosen))


def test_all_defects_together_are_reported_from_json_as_well() -> None:
    book = fresh()
    for defect in (*DEFECTS.values(), *SHAPES.values()):
        defect.plant(book)
    with pytest.raises(ValidationError) as refused:
        PolicyBook.model_validate_json(json.dumps(book))
    expected = set().union(*(defect.findings for defect in (*DEFECTS.values(), *SHAPES.values())))
    assert {(found.code, ".".join(found.path)) for found in findings_of(refused.value)} == expected


def test_every_finding_speaks_both_languages() -> None:
    book = fresh()
    for defect in (*DEFECTS.values(), *SHAPES.values()):
        defect.plant(book)
    with pytest.raises(ValidationError) as refused:
        PolicyBook.model_validate(book)
    for found in findings_of(refused.value):
        assert found.message.en
        assert any("\u4e00" <= character <= "\u9fff" for character in found.message.zh)


def test_a_message_with_braces_stays_as_it_is() -> None:
    book = fresh()
    book["calendar"]["time_zone"] = "{Asia}"
    with pytest.raises(ValidationError, match=r"no zone '\{Asia\}'"):
        PolicyBook.model_validate(book)


def test_a_chapter_of_too_many_rules_is_refused_as_a_whole() -> None:
    book = fresh()
    standards = book["service"]["standards"]
    standards |= {f"s{number}": standards["respect"] for number in range(RULES_MAX)}
    assert reported(book) == {("too_many_rules", "service")}


@pytest.mark.parametrize("given_value", [None, [], "book", {}, {"tier": None}])
def test_what_is_no_book_at_all_is_refused_as_such(given_value: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        PolicyBook.model_validate(given_value)
    assert findings_of(refused.value)


def test_the_defects_are_many_and_in_every_kind_of_chapter() -> None:
    touched = {place.split(".")[0] for defect in DEFECTS.values() for _, place in defect.findings}
    assert len(DEFECTS) >= 40
    assert touched | {"service", "inspections"} >= set(default_book().chapters()) - {"forecast"}
