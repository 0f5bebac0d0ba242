"""The company's own sections: which JSON Schema is taken, and that it is JSON Schema indeed."""

from typing import Any

import jsonschema
import pytest

from shared.policy.json_schema import DIALECT, DOCUMENT_BYTES_MAX, FIELDS_MAX, schema_findings


def titled(**more: Any) -> dict[str, Any]:
    return {"title": "field", "x-title-zh": "字段", **more}


def schema(**fields: Any) -> dict[str, Any]:
    return {"$schema": DIALECT, "type": "object", "additionalProperties": False, "properties": fields}


def choice(words: Any) -> dict[str, Any]:
    return titled(type="string", enum=["a"], **{"x-choices": words})


EVERYTHING = schema(
    name=titled(type="string", maxLength=200),
    region=titled(type="string", enum=["north", "south"]),
    standing=choice({"a": {"zh": "甲", "en": "first"}}),
    since=titled(type="string", format="date"),
    staff=titled(type="integer", minimum=0, maximum=100_000),
    share=titled(type="number", minimum=0),
    owned=titled(type="boolean"),
    brands=titled(type="array", maxItems=20, items={"type": "string", "maxLength": 80}),
    market=titled(
        type="array",
        maxItems=50,
        items={
            "type": "object",
            "additionalProperties": False,
            "required": ["brand"],
            "properties": {
                "brand": titled(type="string", maxLength=80),
                "price": titled(type="number"),
            },
        },
    ),
) | {"required": ["name"]}


ONE = schema(a=titled(type="boolean"))
MANY = [f"f{number}" for number in range(FIELDS_MAX + 1)]


def codes(document: dict[str, Any]) -> set[tuple[str, str]]:
    return {(found.code, ".".join(found.path)) for found in schema_findings(document, ())}


def test_every_kind_of_field_is_taken_and_is_json_schema() -> None:
    assert codes(EVERYTHING) == set()
    jsonschema.Draft202012Validator.check_schema(EVERYTHING)


@pytest.mark.parametrize(
    ("document", "code", "place"),
    [
        ({"type": "array"}, "schema_type", "type"),
        (schema(), "schema_fields", "properties"),
        (schema(**dict.fromkeys(MANY, titled(type="boolean"))), "schema_fields", "properties"),
        (ONE | {"$ref": "#"}, "schema_keyword", "$ref"),
        (ONE | {"$schema": "draft-07"}, "schema_dialect", "$schema"),
        (ONE | {"additionalProperties": True}, "schema_open", "additionalProperties"),
        (ONE | {"required": ["b"]}, "schema_required", "required"),
        (ONE | {"required": "a"}, "schema_required", "required"),
        (schema(a=titled(type="string")), "schema_unbounded", "properties.a.maxLength"),
        (schema(a=titled(type="string", maxLength=9, pattern="a")), "schema_keyword", "properties.a.pattern"),
        (schema(a=titled(type="string", enum=[])), "schema_choices", "properties.a.enum"),
        (schema(a=titled(type="string", enum=[1])), "schema_choices", "properties.a.enum"),
        (schema(a=titled(type="string", format=["date"])), "schema_format", "properties.a.format"),
        (ONE | {"required": [{"a": 1}]}, "schema_required", "required"),
        (schema(a=titled(type="string", format="regex")), "schema_format", "properties.a.format"),
        (schema(a=titled(type=["string"])), "schema_type", "properties.a.type"),
        (schema(a={"type": "boolean"}), "schema_untitled", "properties.a.x-title-zh"),
        (schema(a="boolean"), "schema_type", "properties.a.type"),
        (schema(**{"a b": titled(type="boolean")}), "schema_name", "properties.a b"),
        (schema(a=titled(type="array", maxItems=5)), "schema_items", "properties.a.items"),
        (
            schema(a=titled(type="array", items={"type": "string", "maxLength": 9})),
            "schema_unbounded",
            "properties.a.maxItems",
        ),
        (
            schema(
                a=titled(
                    type="array", maxItems=5, items=schema(b=titled(type="array", maxItems=5, items=schema()))
                )
            ),
            "schema_items",
            "properties.a.items.properties.b.items",
        ),
        (
            schema(a=titled(type="string", maxLength=9, description="x" * DOCUMENT_BYTES_MAX)),
            "schema_too_large",
            "",
        ),
    ],
)  # fmt: skip
def test_what_is_outside_the_part_is_refused_at_its_place(
    document: dict[str, Any], code: str, place: str
) -> None:
    assert (code, place) in codes(document)


@pytest.mark.parametrize("words", [{"b": {"zh": "乙", "en": "b"}}, {"a": {"zh": "甲"}}, ["甲"]])
def test_words_of_choices_say_each_of_them_in_both_languages(words: Any) -> None:
    assert codes(schema(a=choice(words))) == {("schema_choices", "properties.a.x-choices")}
