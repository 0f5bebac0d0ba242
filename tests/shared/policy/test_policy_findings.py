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
from shared.policy.walk import places
from tests.shared.policy.planted import DEFECTS, SHAPES
from tests.shared.policy.planting import RULE, Defect

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


@pytest.mark.parametrize(
    "number", [10**400, -(10**400), 1e308, -1e308, 2**63], ids=["huge", "less", "far", "back", "whole"]
)
def test_no_number_is_too_large_to_be_refused(number: float) -> None:
    book = fresh()
    for place in places(default_book(), default_book().title):
        if isinstance(place.value, int | float) and not isinstance(place.value, bool):
            *way, last = place.path
            part: Any = book
            for name in way:
                part = part[name]
            part[last] = number
    found = reported(book)
    assert len(found) > 60
    assert all(len(code) < 50 for code, _ in found)


def test_a_schema_without_a_bottom_is_refused() -> None:
    book = fresh()
    text = {"zh": "无底", "en": "bottomless"}
    document: dict[str, Any] = {}
    for _ in range(5_000):
        document = {"properties": document}
    book["sections"]["sections"]["deep"] = {
        **RULE,
        "title": text,
        "document": document,
        "stale_after_days": 1,
        "weight": 1,
    }
    assert {place.split(".")[:2] == ["sections", "sections"] for _, place in reported(book)} == {True}


def test_a_chapter_of_too_many_rules_is_refused_as_a_whole() -> None:
    book = fresh()
    standards = book["service"]["standards"]
    # Not by inspection: the checklist does not ask for them, and would be found wanting too.
    one = {**standards["respect"], "checked_by": "survey"}
    standards |= {f"s{number}": one for number in range(RULES_MAX)}
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


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("escalation", "heaven", "escalation_unknown"),
        ("warn_before", [24, 30], "steps_out_of_order"),
        ("warn_before", [900], "warning_before_start"),
    ],
)
def test_the_duty_to_revise_a_plan_is_warned_of_and_goes_up_as_every_obligation(
    field: str, value: Any, code: str
) -> None:
    book = fresh()
    book["forecast"] |= {field: value, "revise_within": {"hours": 48}}
    assert reported(book) == {(code, f"forecast.{field}")}
