"""The locks agree with one another, name no machine and no index, and carry a hash for every file."""

import re
from pathlib import Path

import pytest

from shared.contracts.topics import SERVICES
from tests.deploy.compose_file import ROOT

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PIN = re.compile(r"^([a-z0-9.-]+(?:\[[a-z0-9,-]+\])?)==(\S+)", re.MULTILINE)


def pins(lock: Path) -> dict[str, str]:
    return dict(PIN.findall(lock.read_text()))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_every_pin_has_a_hash(lock: Path) -> None:
    entries = [entry for entry in re.split(r"\n(?=[a-z0-9])", lock.read_text()) if PIN.match(entry)]
    assert entries
    assert all("--hash=sha256:" in entry for entry in entries)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_no_lock_names_an_index_or_a_folder_of_a_machine(lock: Path) -> None:
    assert not re.search(r"--(?:extra-)?index-url|--find-links|https?://|\s/", lock.read_text())


@pytest.mark.parametrize("service", SERVICES)
def test_what_is_tested_is_what_an_image_installs(service: str) -> None:
    tested = pins(ROOT / "requirements" / "dev.txt")
    installed = pins(ROOT / "requirements" / f"{service}.txt")
    assert {name: tested.get(name) for name in installed} == installed


def test_every_lock_has_its_source() -> None:
    assert all(lock.with_suffix(".in").exists() for lock in LOCKS)


def test_the_stream_library_is_installed_for_scoring_only() -> None:
    locks = {service: pins(ROOT / "requirements" / f"{service}.txt") for service in SERVICES}
    assert [service for service, lock in locks.items() if "faust-streaming" in lock] == ["scoring"]
