"""What is about a person counts in no score, unless the company's own policy says so in as many words."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from shared.policy import PolicyBook, default_book
from shared.policy.rule import OUR_DEFAULT
from shared.policy.sections import OwnSection


def with_signal(reads: str, **more: Any) -> dict[str, Any]:
    book: dict[str, Any] = json.loads(default_book().model_dump_json())
    text = {"zh": "信号", "en": "signal"}
    book["signals"]["signals"]["ours"] = {
        "title": text,
        "source": OUR_DEFAULT,
        "reason": text,
        "reads": reads,
        "points": 5,
        "half_life_days": 90,
        "cap": 20,
        **more,
    }
    return book


@pytest.mark.parametrize(
    "reads",
    [
        "sections.dossier.health",
        "sections.dossier.owner_health",
        "forms.dealer_aspects.age",
        "sections.person_dossier.anything",
    ],
)
def test_a_personal_field_counts_only_under_an_approved_clause(reads: str) -> None:
    with pytest.raises(ValidationError, match="is personal"):
        PolicyBook.model_validate(with_signal(reads))
    clause = {"zh": "经领导小组批准", "en": "approved by the leadership"}
    book = PolicyBook.model_validate(with_signal(reads, approved_clause=clause))
    assert book.signals.signals["ours"].is_personal


def test_a_total_in_which_a_personal_item_weighs_is_personal() -> None:
    book = with_signal("forms.dealer_aspects.total")
    assert PolicyBook.model_validate(book)
    items = book["forms"]["forms"]["dealer_aspects"]["items"]
    items["age"]["weight"], items["passion"]["weight"] = items["passion"]["weight"], 0
    with pytest.raises(ValidationError, match="is personal"):
        PolicyBook.model_validate(book)
    book["signals"]["signals"]["ours"]["approved_clause"] = {"zh": "经批准", "en": "approved"}
    assert PolicyBook.model_validate(book)


def test_a_field_of_a_section_that_the_company_calls_personal_is_personal() -> None:
    book = with_signal("sections.home.rooms")
    text = {"zh": "住宅", "en": "home"}
    rooms = {"type": "integer", "title": "rooms", "x-title-zh": "房间数"}
    home = {
        "title": text,
        "source": "S9-01",
        "reason": text,
        "stale_after_days": 90,
        "weight": 1,
        "document": {"type": "object", "properties": {"rooms": rooms}, "additionalProperties": False},
        "purpose": "private_life",
        "personal": True,
    }
    book["sections"]["sections"]["home"] = home
    with pytest.raises(ValidationError, match="is personal"):
        PolicyBook.model_validate(book)
    home |= {"purpose": "business", "personal": False}
    assert OwnSection.model_validate(home).fields == {"rooms"}
    assert PolicyBook.model_validate(book).signals.signals["ours"].is_personal is False


def test_nothing_is_offered_for_what_needs_a_consent() -> None:
    text = {"zh": "住宅", "en": "home"}
    rule = {"title": text, "source": OUR_DEFAULT, "reason": text}
    rooms = {"type": "integer", "title": "rooms", "x-title-zh": "房间数"}
    document = {"type": "object", "properties": {"rooms": rooms}, "additionalProperties": False}
    home = {**rule, "stale_after_days": 90, "weight": 1, "document": document, "purpose": "private_life"}
    offer = {**rule, "kind": "product", "meets": text, "reads": "sections.home.rooms", "when": "value > 3"}
    book: dict[str, Any] = json.loads(default_book().model_dump_json())
    book["sections"]["sections"]["home"] = home
    book["offers"]["offers"]["furniture"] = offer
    with pytest.raises(ValidationError, match="needs a consent"):
        PolicyBook.model_validate(book)
    home["purpose"] = "business"
    assert PolicyBook.model_validate(book).offers.offers["furniture"].kind == "product"


def test_no_default_signal_reads_a_personal_field() -> None:
    assert not any(one.is_personal for one in default_book().signals.signals.values())
