"""What the operations page says is so: its commands run and print what it shows, its alarms can ring."""

import asyncio
import os
import re
import shutil
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from deploy.local.installation import PORTS, port_variable
from deploy.local.ports import LOOPBACK, free_port
from services.notify.dispatch import numbers as dispatch_numbers
from services.notify.sender import numbers as sender_numbers
from shared.kit.metrics import registry
from tests.deploy.compose_file import ROOT
from tests.deploy.operations_page import PAGES, alarms, headings, labels, metrics, rules, steps
from tests.deploy.shell import Shell, missing
from tests.support.own_parts import OwnPart, own_kafka, own_postgres

COMMAND_WITHIN_S = 120
WITHIN_S = 600
SCRAPED = ("leads", "visits", "scoring", "scoring-tiers", "notify")
FILLS_THE_REGISTRY = (dispatch_numbers, sender_numbers)
"""Importing these gives it the numbers of a process of notify."""


class Installation:
    """One of its own: parts that outlive `make down`, other ports, an own state folder."""

    def __init__(self, folder: Path, postgres: OwnPart, kafka: OwnPart) -> None:
        self._kafka, self._state = kafka, folder / "state"
        self.environment = dict(os.environ) | {port_variable(name): str(free_port()) for name in PORTS}
        self.environment |= {"TUOKE_STATE": str(self._state), "TMPDIR": str(folder)}
        self.environment |= {"SECOND_PORT": str(free_port()), "TUOKE_PARTS": "local"}
        self.environment |= {"TUOKE_POSTGRES_URL": asyncio.run(postgres.start())}
        self.environment |= {"TUOKE_KAFKA": asyncio.run(kafka.start())}

    def scraped(self) -> set[str]:
        """Return the names of all numbers of all processes."""
        ports = [int(self.environment[port_variable(program)]) for program in SCRAPED]
        return {name for port in ports for name in _families(port) if not name.endswith("_created")}

    def lose_every_topic(self) -> None:
        """The brokers are there, with nothing in them."""
        asyncio.run(self._kafka.stop())
        shutil.rmtree(self._kafka.folder / "data")
        asyncio.run(self._kafka.start())


def _families(port: int) -> Iterator[str]:
    with urllib.request.urlopen(f"http://{LOOPBACK}:{port}/metrics", timeout=10) as answer:
        for family in text_string_to_metric_families(answer.read().decode()):
            yield f"{family.name}_total" if family.type == "counter" else family.name


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    with own_postgres() as postgres, own_kafka() as kafka:
        yield Installation(tmp_path, postgres, kafka)


@pytest.fixture
def shell(installation: Installation) -> Iterator[Shell]:
    one = Shell(ROOT, installation.environment)
    yield one
    one.close()
    last = Shell(ROOT, installation.environment)
    last.run("make down", COMMAND_WITHIN_S)
    last.close()


@pytest.mark.timeout(WITHIN_S)
@pytest.mark.long
def test_the_commands_run_and_print_what_is_shown(installation: Installation, shell: Shell) -> None:
    scraped: set[str] = set()
    for step in steps(PAGES["en"]):
        if step.is_drill:
            installation.lose_every_topic()
            continue
        code, said = shell.run(step.command, COMMAND_WITHIN_S)
        assert code == 0, f"{step.command}\n{said}"
        assert missing(step.shown, said) == [], f"{step.command}\n{said}"
        scraped = scraped or installation.scraped()
    named = metrics(PAGES["en"].read_text())
    # Whatever the page names is there, and whatever is there is named; rules name parts of histograms.
    assert {name for name in named if not {name, _whole(name)} & scraped} == set()
    assert scraped - named - {_whole(name) for name in named} == set()


def _whole(name: str) -> str:
    """Return the histogram that a part's name is of."""
    return re.sub("_(bucket|count|sum)$", "", name)


def test_the_pages_have_the_same_commands_headings_alarms_and_numbers() -> None:
    first, *others = PAGES.values()
    for other in others:
        assert steps(other) == steps(first)
        assert headings(other) == headings(first)
        assert alarms(other) == alarms(first)
        assert metrics(other.read_text()) == metrics(first.read_text())


def test_the_rules_are_those_of_the_page() -> None:
    assert rules() == alarms(PAGES["en"])
    assert len(rules()) > 10


@pytest.mark.parametrize("name", rules())
def test_a_rule_asks_for_labels_that_its_numbers_have(name: str) -> None:
    known = {
        sample: set(collector._labelnames)
        for collector, names in registry._collector_to_names.items()
        for sample in names
        if hasattr(collector, "_labelnames")
    }
    for metric, wanted in labels(rules()[name]).items():
        assert metric in known, metric
        assert wanted <= known[metric]


def test_a_rule_that_counts_from_the_first_sees_a_counter_s_birth() -> None:
    """`increase` is nothing for a series that begins at 1: the first letter of a reason would go unseen."""
    counted = {name: rule for name, rule in rules().items() if "increase(" in rule and rule.endswith("> 0")}
    assert set(counted) == {"TuokeDeadLetter", "TuokeDialBlocked"}
    for rule in counted.values():
        (metric,) = set(re.findall(r"tuoke_\w+", rule))
        assert f"(increase({metric}[15m]) > 0 or {metric} unless {metric} offset 15m)" in rule


def test_what_was_not_printed_is_missed() -> None:
    said = "one\ntwo 2 s\nthree"
    assert missing(["one", "two … s"], said) == []
    assert missing(["three", "one"], said) == ["one"]
    assert missing(["two"], said) == ["two"]
