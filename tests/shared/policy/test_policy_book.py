"""The policy book: its defaults, and what it refuses."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from shared.policy import PolicyBook, WorkingDuration, default_book
from shared.policy.readable import readable
from shared.policy.rule import Rule


def test_the_default_complaint_clocks_are_those_of_the_documented_policy() -> None:
    clocks = default_book().complaint.clocks
    assert (clocks["safety_or_legal"].acknowledge, clocks["safety_or_legal"].resolve) == (
        WorkingDuration(hours=2),
        WorkingDuration(hours=24),
    )
    assert (clocks["serious"].acknowledge, clocks["serious"].resolve) == (
        WorkingDuration(hours=4),
        WorkingDuration(days=3),
    )
    assert (clocks["ordinary"].acknowledge, clocks["ordinary"].resolve) == (
        WorkingDuration(days=1),
        WorkingDuration(days=5),
    )


def test_a_book_survives_its_own_json() -> None:
    book = default_book()
    assert PolicyBook.model_validate_json(book.model_dump_json()) == book


def rules(value: Any) -> list[Rule]:
    found = [value] if isinstance(value, Rule) else []
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, tuple) else ()
    fields = (
        (getattr(value, name) for name in type(value).model_fields) if isinstance(value, BaseModel) else ()
    )
    return found + [rule for part in (*inner, *fields) for rule in rules(part)]


def test_every_rule_of_the_default_book_has_a_title_a_source_and_a_reason_in_both_languages() -> None:
    found = rules(default_book())
    assert len(found) >= 5
    for rule in found:
        assert rule.title.zh
        assert rule.title.en
        assert rule.reason.zh
        assert rule.reason.en
        assert rule.source


def test_a_book_that_contradicts_itself_is_refused_with_every_finding_and_where_it_is() -> None:
    book = default_book().model_dump()
    clocks = book["complaint"]["clocks"]
    clocks["serious"]["resolve"] = {"hours": 1}
    clocks["rude"] = clocks.pop("ordinary")
    book["calendar"]["time_zone"] = "Asia/Nowhere"
    book["score"]["purchase"] |= {"half_life_days": 0, "cap": -1, "rates": {}}
    book["score"]["visit"]["points"] = {"effective": 2}
    book["tier"]["key"] |= {"enter": 10, "leave": 10}
    book["tier"]["letters"]["key"] = "B"
    with pytest.raises(ValidationError) as refused:
        PolicyBook.model_validate(book)
    assert {(error["type"], error["loc"]) for error in refused.value.errors()} == {
        ("unknown_time_zone", ("calendar", "time_zone")),
        ("clocks_missing", ("complaint", "clocks", "ordinary")),
        ("clocks_unknown", ("complaint", "clocks", "rude")),
        ("resolve_before_acknowledge", ("complaint", "clocks", "serious", "resolve")),
        ("out_of_range", ("score", "purchase", "half_life_days")),
        ("out_of_range", ("score", "purchase", "cap")),
        ("no_rate", ("score", "purchase", "rates")),
        ("grade_without_points", ("score", "visit", "points", "ineffective")),
        ("thresholds_overlap", ("tier", "key", "enter")),
        ("letters_not_distinct", ("tier", "letters")),
    }


def test_a_threshold_that_no_decay_reaches_is_refused() -> None:
    book = default_book().model_dump()
    book["tier"]["key"] |= {"leave": 0.0}
    with pytest.raises(ValidationError, match="no decay ever reaches"):
        PolicyBook.model_validate(book)


def test_a_book_under_which_potential_never_ends_is_refused() -> None:
    book = default_book().model_dump()
    book["score"]["purchase"]["ends_potential"] = book["score"]["contract"]["ends_potential"] = False
    with pytest.raises(ValidationError, match="ever ends the class potential"):
        PolicyBook.model_validate(book)


def test_a_rate_and_a_letter_out_of_bounds_are_refused_where_they_stand() -> None:
    book = default_book().model_dump()
    book["score"]["contract"]["rates"]["CNY"] = {"points_per_unit": 0, "minor_digits": 9}
    del book["tier"]["letters"]["key"]
    with pytest.raises(ValidationError) as refused:
        PolicyBook.model_validate(book)
    assert {(error["type"], error["loc"]) for error in refused.value.errors()} == {
        ("out_of_range", ("score", "contract", "rates", "CNY", "points_per_unit")),
        ("out_of_range", ("score", "contract", "rates", "CNY", "minor_digits")),
        ("class_without_name", ("tier", "letters", "key")),
    }


def test_money_fades_by_half_in_the_documented_120_days() -> None:
    assert default_book().score.purchase.half_life_days == 120
    assert default_book().tier.letters == {"key": "A", "potential": "B", "ordinary": "C"}


def test_the_book_is_readable_in_either_language_and_holds_no_other() -> None:
    english, chinese = readable(default_book(), "en"), readable(default_book(), "zh-CN")
    assert english["title"] == "Customer development policy (default)"
    assert chinese["title"] == "客户开发与管理制度（默认）"
    assert json.dumps(english, ensure_ascii=False).isascii()
    assert json.loads(json.dumps(english)) == english


def test_closures_are_readable_as_dates_in_order() -> None:
    book = default_book()
    closed = book.calendar.model_copy(update={"closures": frozenset({date(2026, 5, 8), date(2026, 5, 7)})})
    shown = readable(book.model_copy(update={"calendar": closed}), "en")["calendar"]
    assert isinstance(shown, dict)
    assert shown["closures"] == ["2026-05-07", "2026-05-08"]
