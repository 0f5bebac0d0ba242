"""`services/<service>/openapi.json` is what the code serves, and says all that a caller needs."""

import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from shared.contracts.topics import SERVICES
from shared.kit.cli_openapi import described, text_of
from shared.kit.http.problems import MEDIA_TYPE

ROOT = Path(__file__).parents[2]
Operation = dict[str, Any]


def page(service: str) -> Path:
    return ROOT / "services" / service / "openapi.json"


def kept(service: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(page(service).read_text())
    return document


def operations(service: str) -> Iterator[tuple[str, Operation]]:
    for path, methods in kept(service)["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


@pytest.mark.parametrize("service", SERVICES)
def test_the_kept_document_is_what_the_code_serves(service: str) -> None:
    wiring = importlib.import_module(f"services.{service}.wiring")
    assert page(service).read_text() == text_of(described(wiring.imagined)), "run `make generate`"


@pytest.mark.parametrize("service", SERVICES)
def test_every_operation_says_what_it_does_and_how_it_fails(service: str) -> None:
    names = [operation["operationId"] for _, operation in operations(service)]
    assert len(names) == len(set(names))
    for name, operation in operations(service):
        # An address that is a secret itself, for programs that can send nothing else.
        keyless = "{token}" in name
        assert operation["tags"], name
        assert operation["summary"], name
        assert operation["summary"] != operation["operationId"].replace("_", " ").title(), name
        assert keyless or operation["security"], name
        answers = operation["responses"]
        assert {"400", "422", "500", "503"} <= answers.keys(), name
        assert keyless or {"401", "403"} <= answers.keys(), name
        failures = [answer for status, answer in answers.items() if status[0] in "45"]
        assert all(list(answer["content"]) == [MEDIA_TYPE] for answer in failures), name


@pytest.mark.parametrize("service", SERVICES)
def test_every_body_has_an_example_that_its_schema_admits(service: str) -> None:
    components = kept(service)["components"]
    for name, operation in operations(service):
        for kind, content in operation.get("requestBody", {}).get("content", {}).items():
            assert content["example"], f"{name} {kind}"
            schema = content["schema"] | {"components": components}
            Draft202012Validator(schema).validate(content["example"])


@pytest.mark.parametrize("service", SERVICES)
def test_every_schema_has_a_name_that_says_what_it_is(service: str) -> None:
    # Two classes of one name are told apart by where they are, which is nothing to a caller, and moves.
    schemas = kept(service)["components"]["schemas"]
    assert [name for name in schemas if name.startswith(("services__", "shared__"))] == []
