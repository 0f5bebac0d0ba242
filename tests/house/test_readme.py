"""What the README says is so: its commands run, its tables are the code's, what it names exists."""

import importlib
import re
from pathlib import Path

import pytest

from deploy.local.installation import PORTS
from shared.contracts.topics import SERVICES
from shared.kit.settings_table import describe

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
ROW = re.compile(r"^\| `LEADS_(\w+)` \|(.*)\|$|^\| `NOTIFY_(\w+)` \|(.*)\|$", re.MULTILINE)
NAMED = re.compile(r"(?:\]\(|`)((?:services|shared|deploy|tests)/[\w./-]+)")


def test_the_settings_table_is_what_the_services_read() -> None:
    told: dict[str, list[str]] = {}
    for name, cells, name_of_notify, cells_of_notify in ROW.findall(README):
        told[name or name_of_notify] = [cell.strip() for cell in (cells or cells_of_notify).split(" | ")]
    read: dict[str, list[str]] = {}
    for service in SERVICES:
        settings = importlib.import_module(f"services.{service}.settings")
        cls = getattr(settings, f"{service.capitalize()}Settings")
        for row in describe(cls):
            name = row.variable.removeprefix(f"{service.upper()}_")
            default = "required" if row.default is None else f"`{row.default}`" if row.default else ""
            read[name] = [row.type.replace(" | ", ", "), default, row.meaning]
    read["HTTP_PORT"][1] = "`8101` … `8104`"
    assert told == read


@pytest.mark.parametrize("name", sorted(set(NAMED.findall(README))))
def test_what_is_named_exists(name: str) -> None:
    assert (ROOT / name).exists()


def test_the_four_services_are_named_with_their_ports() -> None:
    assert [s for s in SERVICES if f"`{s}` :{PORTS[s]}" not in README] == []
