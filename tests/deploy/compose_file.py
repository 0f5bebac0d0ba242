"""The compose file as Docker would read it: merged, with its variables filled in."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
_VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?:(?P<kind>:-|:\?)(?P<rest>[^}]*))?\}")


class MissingVariableError(Exception):
    """The file asks for a variable that it is not given."""


def read(given: Mapping[str, str]) -> dict[str, Any]:
    """The document with every variable replaced by what is given or by its default."""

    def fill(match: re.Match[str]) -> str:
        name, kind, rest = match["name"], match["kind"], match["rest"]
        if given.get(name):
            return given[name]
        if kind == ":-":
            return rest
        raise MissingVariableError(name)

    def filled(node: Any) -> Any:
        match node:
            case dict():
                return {key: filled(value) for key, value in node.items()}
            case list():
                return [filled(value) for value in node]
            case str():
                return _VARIABLE.sub(fill, node)
        return node

    document: dict[str, Any] = filled(yaml.safe_load((ROOT / "docker-compose.yml").read_text()))
    return document


def asked_for() -> set[str]:
    """The variables without a default: what somebody must give."""
    text = (ROOT / "docker-compose.yml").read_text()
    return {match["name"] for match in _VARIABLE.finditer(text) if match["kind"] != ":-"}
