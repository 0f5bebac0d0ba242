"""All four services are run and mended by the same words."""

import importlib
from collections.abc import Iterator
from typing import Any

import pytest
from typer.main import get_command

from shared.contracts.topics import SERVICES

EVERYWHERE = {
    *("run", "migrate", "keys create", "keys rotate", "keys revoke", "keys list", "settings describe"),
    *("rebuild", "rewind", "verify", "openapi"),
    *("outbox list", "outbox release"),
    *("dead-letters list", "dead-letters show", "dead-letters redrive", "dead-letters discard"),
}
WITH_A_STORE = {"replay", "deadlines list", "deadlines release"}
OWN = {
    "leads": WITH_A_STORE,
    "visits": WITH_A_STORE,
    "scoring": WITH_A_STORE | {"export", "tiers"},
    "notify": set(),
}
TELLING = {"verify", "migrate", "keys list", "settings describe"}
"""These, and all verbs of letters, deadlines and the outbox, print JSON when asked to."""


def verbs(command: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    below_it = getattr(command, "commands", None)
    if below_it is None:
        yield before, command
        return
    for name, below in below_it.items():
        yield from verbs(below, f"{before} {name}".strip())


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_the_verbs_of_all_and_its_own(service: str) -> None:
    cli = getattr(importlib.import_module(f"services.{service}.__main__"), f"{service}_cli")()
    found = dict(verbs(get_command(cli)))
    assert found.keys() == EVERYWHERE | OWN[service]
    for name, command in found.items():
        options = {option for parameter in command.params for option in parameter.opts}
        if name in TELLING or name.startswith(("dead-letters", "deadlines", "outbox")):
            assert "--json" in options, name
        if name in {"dead-letters redrive", "deadlines release", "outbox release"}:
            assert "--dry-run" in options, name
