"""The book's values: each labelled, sourced and told in both languages; the defaults as documented."""

import json
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from shared.policy import PolicyBook, WorkingDuration, default_book
from shared.policy.label import Label
from shared.policy.readable import readable
from shared.policy.rule import CLAUSES, OUR_DEFAULT, Chapter, Rule, Text, unknown_clauses
from shared.policy.schema_words import said_schema
from shared.policy.walk import OF_EVERY_RULE, places, rules
from tests.shared.policy.planting import RULE


def models(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield every model that can stand in a field of `annotation`."""
    is_model = isinstance(annotation, type) and issubclass(annotation, BaseModel)
    if is_model and annotation not in (Text, WorkingDuration):
        yield annotation
        for field in annotation.model_fields.values():
            yield from models(field.annotation)
    for argument in get_args(annotation):
        yield from models(argument)


MODELS = sorted(set(models(PolicyBook)), key=lambda model: model.__name__)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_value_has_a_name_in_both_languages(model: type[BaseModel]) -> None:
    of_rule = OF_EVERY_RULE if issubclass(model, Rule) else frozenset()
    for name, field in model.model_fields.items():
        if name in of_rule or any(issubclass(inner, Rule) for inner in models(field.annotation)):
            continue
        if list(models(field.annotation)):
            continue
        labels = [one for one in field.metadata if isinstance(one, Label)]
        assert [bool(label.zh and label.en) for label in labels] == [True], f"{model.__name__}.{name}"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_number_has_bounds(model: type[BaseModel]) -> None:
    for name, field in model.model_fields.items():
        numeric = {int, float} & {field.annotation, *get_args(field.annotation)}
        label = next((one for one in field.metadata if isinstance(one, Label)), None)
        # A threshold of the score has its bounds in the rule that compares it with another.
        if numeric and label is not None and label.unit is not None and name not in {"enter", "leave"}:
            assert label.least is not None, f"{model.__name__}.{name}"
            assert label.most is not None, f"{model.__name__}.{name}"


def test_every_rule_has_its_source_and_a_reason_in_both_languages() -> None:
    found = list(rules(default_book()))
    assert len(found) > 100
    for path, rule in found:
        assert rule.source == OUR_DEFAULT or not unknown_clauses(rule.source), path
        for text in (rule.title, rule.reason):
            assert any("\u4e00" <= character <= "\u9fff" for character in text.zh), path
            assert text.en.strip(), path
            assert text.en.isascii(), path


def test_every_value_of_the_default_book_stands_in_a_rule() -> None:
    book = default_book()
    within = {path for path, _ in rules(book)}
    for place in places(book, book.title):
        is_of_the_book = place.path[0] in {"version", "title", "effective_from"}
        assert is_of_the_book or any(place.path[: len(path)] == path for path in within)


def test_the_clauses_are_those_of_the_eleven_documents() -> None:
    assert sum(CLAUSES.values()) == 143
    assert unknown_clauses("S1-08, S6-15, S11-28") == ()
    assert unknown_clauses("S1-09, S12-01, S6-00") == ("S1-09", "S12-01", "S6-00")


def test_a_book_has_all_its_chapters_in_order() -> None:
    chapters = default_book().chapters()
    assert all(isinstance(chapter, Chapter) for chapter in chapters.values())
    assert set(PolicyBook.model_fields) - set(chapters) == {"version", "title", "effective_from"}


def test_the_cadence_is_the_documented_one() -> None:
    cadence = default_book().cadence
    assert {name: (one.contact_days, one.visit_days) for name, one in cadence.classes.items()} == {
        "key": (14, 30),
        "ordinary": (30, None),
        "potential": (45, None),
    }
    assert cadence.lifecycles["intending"].contact_days == 7
    assert cadence.first_contact.within == WorkingDuration(days=1)


def test_complaints_escalate_and_reopen_as_documented() -> None:
    complaint = default_book().complaint
    assert complaint.escalation.percent == (50.0, 80.0, 100.0)
    assert complaint.reopening.days == 30


def test_surveys_pool_and_file_are_the_documented_ones() -> None:
    book = default_book()
    assert {name: one.days for name, one in book.surveys.classes.items()} == {
        "key": 90,
        "ordinary": 180,
        "potential": None,
    }
    assert (book.surveys.after_complaint.days, book.surveys.after_delivery.days) == (7, 30)
    assert (book.surveys.low_score.score, book.surveys.low_score.scale) == (2, 5)
    assert {name: one.idle_days for name, one in book.pool.lifecycles.items()} == {
        "potential": 30,
        "intending": 60,
        "signed": None,
    }
    assert book.pool.warnings.days_before == (7, 3, 1)
    claims = book.pool.claims
    assert (claims.a_day, claims.held, claims.previous_owner_waits) == (10, 200, 7)
    assert book.pool.exemptions.classes == ("key",)
    file = book.customer_file
    assert (file.staleness.days, file.staleness.sections, file.completeness.target) == (
        180,
        {"contacts": 90, "needs": 90},
        80,
    )
    assert (file.archiving.years, file.archiving.warn_days) == (3, 30)
    assert {name: one.years for name, one in file.retention} == {
        "contracts": 10,
        "decisions": 3,
        "personal": 2,
    }


def test_price_inspections_forecast_and_effort_are_the_documented_ones() -> None:
    book = default_book()
    assert {step.over: step.approver for step in book.promises.discounts.values()} == {
        10: "supervisor",
        20: "manager",
    }
    assert book.promises.kept.warn_under == 90
    assert (book.inspections.share, book.inspections.at_least, book.inspections.every_months) == (5, 3, 1)
    forecast = book.forecast
    assert (forecast.every_months, forecast.deviation, forecast.warn_before) == (1, 15, (24,))
    assert (forecast.company_by, forecast.salesperson_by) == ("manager", "supervisor")
    assert forecast.escalation == "management"
    assert [share.percent for share in book.effort.shares.values()] == [40, 30, 20, 10]


def test_two_pipelines_have_eight_and_six_stages_and_three_functions_answer() -> None:
    book = default_book()
    assert {name: len(one.stages) for name, one in book.pipelines.pipelines.items()} == {
        "development": 8,
        "dealer": 6,
    }
    assert list(book.functions.functions) == ["development", "relationship", "satisfaction"]
    assert list(book.sanctions.measures) == ["warning", "demotion", "dismissal"]


def test_an_own_section_is_readable_with_its_schema_in_one_language() -> None:
    book: dict[str, Any] = json.loads(default_book().model_dump_json())
    text = {"zh": "门店", "en": "shop"}
    words = {"small": {"zh": "小", "en": "small"}, "large": {"zh": "大", "en": "large"}}
    enum = {"type": "string", "enum": list(words)}
    choices = enum | {"title": "size", "x-title-zh": "规模", "x-choices": words}
    document = {"type": "object", "properties": {"size": choices}, "additionalProperties": False}
    book["sections"]["sections"]["shop"] = {
        **RULE,
        "title": text,
        "document": document,
        "stale_after_days": 90,
        "weight": 1,
    }
    stored = PolicyBook.model_validate(book)
    shown: Any = readable(stored, "zh-CN")["sections"]
    assert shown["sections"]["shop"]["title"] == "门店"
    chinese = enum | {"title": "规模", "x-choices": {"small": "小", "large": "大"}}
    assert shown["sections"]["shop"]["document"] == document | {"properties": {"size": chinese}}
    assert said_schema(document, "zh-CN") == "规模（文本，选项：小、大）"
    assert said_schema(document, "en") == "size (text, one of small, large)"


def test_a_book_s_json_is_the_same_whatever_the_order_of_its_closures() -> None:
    book: dict[str, Any] = json.loads(default_book().model_dump_json())
    days = ["2026-05-07", "2026-05-08", "2026-01-05", "2026-03-04"]
    texts = set()
    for closures in (days, days[::-1]):
        book["calendar"]["closures"] = closures
        texts.add(PolicyBook.model_validate(book).model_dump_json())
    assert len(texts) == 1
