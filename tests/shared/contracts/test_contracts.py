"""The words stay true: samples of every version ever sent are still read, and schemas only grow."""

import copy
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel, ValidationError

from shared.contracts import generate
from shared.contracts.asyncapi import schema_file
from shared.contracts.base import Contract
from shared.contracts.compatibility import breaks
from shared.contracts.inbox import RecordPurchase
from shared.contracts.registry import every_contract, types_of
from shared.contracts.topics import every_topic, topic

SAMPLES = Path(generate.HERE / "samples")
CONTRACTS = {schema_file(contract): contract for contract in every_contract()}


def _schema(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": sorted(properties)}


def _said(value: Any) -> Any:
    """Return the sample without its explicit nulls."""
    if isinstance(value, dict):
        return {name: _said(inner) for name, inner in value.items() if inner is not None}
    return value


def test_the_committed_documents_are_what_the_classes_say() -> None:
    assert generate.differing() == []


def test_no_contract_breaks_its_committed_schema() -> None:
    assert generate.incompatible() == []


def test_every_contract_has_a_golden_sample() -> None:
    assert {path.name for path in SAMPLES.glob("*.json")} - {"sums.json"} == set(CONTRACTS)


def test_no_golden_sample_was_ever_changed() -> None:
    sums = json.loads((SAMPLES / "sums.json").read_text())
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in SAMPLES.glob("*.json")
        if path.name != "sums.json"
    }
    assert found == sums


@pytest.mark.parametrize("name", sorted(CONTRACTS))
def test_a_sample_fits_its_schema_and_is_read_whole(name: str) -> None:
    sample = json.loads((SAMPLES / name).read_text())
    Draft202012Validator(json.loads((generate.SCHEMAS / name).read_text())).validate(sample)
    read: BaseModel = CONTRACTS[name].model_validate(sample)
    written = json.loads(read.model_dump_json(exclude_none=True))
    assert written == _said(sample)


@pytest.mark.parametrize("name", sorted(n for n, c in CONTRACTS.items() if issubclass(c, Contract)))
def test_a_reader_of_today_passes_over_a_field_of_tomorrow(name: str) -> None:
    sample = json.loads((SAMPLES / name).read_text())
    contract = CONTRACTS[name]
    assert contract.model_validate({**sample, "added_later": 1}) == contract.model_validate(sample)


def test_an_optional_addition_is_compatible() -> None:
    old = _schema(name={"type": "string"})
    new = copy.deepcopy(old)
    new["properties"]["note"] = {"type": "string"}
    assert breaks(old, new) == []


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (_schema(), "was removed"),
        (_schema(name={"type": "integer"}), "type was"),
        (_schema(name={"type": "string"}, note={"type": "string"}), "became required"),
        (_schema(name={"type": "string"}) | {"required": []}, "became optional"),
        (_schema(name={"type": "string", "maxLength": 5}), "maxLength"),
        (_schema(name={"type": "string", "enum": ["a"]}), "taken from the enum"),
    ],
)
def test_anything_else_needs_a_new_major_version(new: dict[str, Any], said: str) -> None:
    old = _schema(name={"type": "string"})
    if "enum" in new["properties"].get("name", {}):
        old["properties"]["name"]["enum"] = ["a", "b"]
    assert any(said in sentence for sentence in breaks(old, new))


def test_the_four_names_of_the_design_card_are_published() -> None:
    assert {"tuoke.leads.lead-captured", "tuoke.leads.contract-signed"} <= types_of("leads")
    assert {"tuoke.visits.visit-logged", "tuoke.visits.complaint-filed"} <= types_of("visits")


def test_topic_names_are_unique_and_carry_the_prefix() -> None:
    names = every_topic("test")
    assert len(set(names)) == len(names) == 12
    assert topic("leads", "inbox.v1", "test") == "test.leads.inbox.v1"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("purchased_at", 1_772_443_800),
        ("purchased_at", "1772443800"),
        ("purchased_at", "2026-03-02T09:30:00"),
        ("purchased_at", "9999-12-31T23:30:00-08:00"),
        ("original_date", 20_000),
        ("amount_minor", "12860000"),
        ("amount_minor", 1.0),
        ("amount_minor", True),
        ("amount_minor", 10**15 + 1),
        ("currency", "cny"),
        ("quantity", 0),
        ("customer", {}),
        ("customer", {"source": "erp"}),
        ("customer", {"source": "erp", "ref": "a\x00b"}),
        ("misspelt", 1),
    ],
)
def test_a_guess_is_never_made_of_what_came_in(field: str, value: object) -> None:
    said = json.loads((SAMPLES / "leads.inbox.record-purchase.1.json").read_text())
    with pytest.raises(ValidationError):
        RecordPurchase.model_validate({**said, field: value})
