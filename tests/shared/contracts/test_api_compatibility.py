"""An API only grows: what a caller of before relies on is still there, and nothing new is demanded."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer

from shared.contracts.api_compatibility import api_breaks
from shared.kit.cli import FAILED, OK, main
from shared.kit.cli_openapi import add_openapi
from shared.kit.http.health import Health
from shared.kit.service import Service

THING = "#/components/schemas/Thing"
NAMED = "#/components/schemas/Named"
PLAIN = {"type": "string"}
DOCUMENT: dict[str, Any] = {
    "paths": {
        "/v1/things": {
            "post": {
                "x-roles": ["manager", "system"],
                "parameters": [{"name": "colour", "in": "query", "required": False, "schema": PLAIN}],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": THING}}},
                },
                "responses": {
                    "201": {"content": {"application/json": {"schema": {"$ref": NAMED}}}},
                    "409": {"content": {}},
                },
            },
            "get": {"responses": {"200": {"content": {"application/json": {"schema": {"$ref": NAMED}}}}}},
        }
    },
    "components": {
        "schemas": {
            "Thing": {
                "type": "object",
                "properties": {"label": {"type": "string", "maxLength": 40}, "size": {"type": "integer"}},
                "required": ["label"],
            },
            "Named": {
                "type": "object",
                "properties": {"id": {"type": "string"}, "within": {"$ref": NAMED}},
                "required": ["id"],
            },
        }
    },
}

Change = Callable[[dict[str, Any], dict[str, Any], dict[str, Any]], object]
"""What is done to the operation `POST /v1/things`, to `Thing` and to `Named`."""

BREAKING: dict[str, tuple[Change, str]] = {
    "an answer's field goes": (
        lambda _o, _t, n: n["properties"].pop("id"),
        "things 201.id: was removed",
    ),
    "an answer's field may be missing": (lambda _o, _t, n: n["required"].clear(), "became optional"),
    "a field is demanded": (lambda _o, t, _n: t["required"].append("size"), "body.size: became required"),
    "a new field is demanded": (
        lambda _o, t, _n: (t["properties"].update(shape=PLAIN), t["required"].append("shape")),
        "body.shape: became required",
    ),
    "a field is taken no more": (lambda _o, t, _n: t["properties"].pop("size"), "body.size: was removed"),
    "less fits": (lambda _o, t, _n: t["properties"]["label"].update(maxLength=10), "maxLength was 40, is 10"),
    "another type": (lambda _o, t, _n: t["properties"]["size"].update(type="string"), "type was 'integer'"),
    "an answer is another": (
        lambda o, _t, _n: o["responses"].update({"202": o["responses"].pop("201")}),
        "is not answered with 201 any more",
    ),
    "a parameter is demanded": (
        lambda o, _t, _n: o["parameters"].append(
            {"name": "If-Match", "in": "header", "required": True, "schema": PLAIN}
        ),
        "header parameter If-Match became required",
    ),
    "a parameter goes": (lambda o, _t, _n: o["parameters"].clear(), "parameter colour was removed"),
    "a role goes": (lambda o, _t, _n: o["x-roles"].remove("system"), "is not for system any more"),
    "a media type goes": (
        lambda o, _t, _n: o["requestBody"]["content"].clear(),
        "body: application/json was removed",
    ),
}
HARMLESS: dict[str, Change] = {
    "an answer has more": lambda _o, _t, n: n["properties"].update(more=PLAIN),
    "an answer always has it": lambda _o, _t, n: n["required"].append("within"),
    "a field may be told": lambda _o, t, _n: t["properties"].update(shape=PLAIN),
    "a field may be left out": lambda _o, t, _n: t["required"].clear(),
    "more fits": lambda _o, t, _n: t["properties"]["label"].update(maxLength=80),
    "a problem goes": lambda o, _t, _n: o["responses"].pop("409"),
    "a role comes": lambda o, _t, _n: o["x-roles"].append("viewer"),
    "a parameter may be told": lambda o, _t, _n: o["parameters"].append(
        {"name": "shape", "in": "query", "required": False, "schema": PLAIN}
    ),
}


def changed(change: Change) -> dict[str, Any]:
    document = copy.deepcopy(DOCUMENT)
    schemas = document["components"]["schemas"]
    change(document["paths"]["/v1/things"]["post"], schemas["Thing"], schemas["Named"])
    return document


@pytest.mark.parametrize("name", BREAKING)
def test_what_callers_stumble_over_is_named(name: str) -> None:
    change, said = BREAKING[name]
    found = api_breaks(DOCUMENT, changed(change))
    assert any(said in one for one in found), found


@pytest.mark.parametrize("name", HARMLESS)
def test_what_only_adds_breaks_nobody(name: str) -> None:
    assert api_breaks(DOCUMENT, changed(HARMLESS[name])) == []


def test_a_route_or_a_method_that_goes_is_named() -> None:
    document = copy.deepcopy(DOCUMENT)
    del document["paths"]["/v1/things"]["get"]
    assert api_breaks(DOCUMENT, document) == ["GET /v1/things: was removed"]
    assert len(api_breaks(DOCUMENT, {"paths": {}})) == 2
    assert api_breaks({"paths": {}}, DOCUMENT) == []


class Described:
    """An application of which only the document matters."""

    document = DOCUMENT

    def openapi(self) -> dict[str, Any]:
        return self.document


def command(app: Any, page: Path, *words: str) -> int:
    cli = typer.Typer()
    cli.callback()(lambda: None)
    add_openapi(cli, lambda: Service(Health(), app), page)
    return main(cli, ["openapi", *words])


def test_a_break_is_kept_only_when_told_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page, app = tmp_path / "openapi.json", Described()
    assert command(app, page, "--check") == FAILED
    assert command(app, page, "--write") == OK
    assert command(app, page, "--check") == OK
    app.document = changed(BREAKING["a role goes"][0])
    for words in (("--check",), ("--write",), ("--check", "--breaking")):
        assert command(app, page, *words) == FAILED
    assert "is not for system any more" in capsys.readouterr().err
    assert json.loads(page.read_text()) == DOCUMENT
    assert command(app, page, "--write", "--breaking") == OK
    assert command(app, page, "--check") == OK
    app.document = changed(HARMLESS["an answer has more"])
    assert command(app, page, "--check") == FAILED
    assert command(app, page, "--write") == OK
