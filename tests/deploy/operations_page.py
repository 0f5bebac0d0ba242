"""The operations page as data: its commands with what they print, its drills, its alarms."""

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.deploy.compose_file import ROOT

PAGES = {"en": ROOT / "deploy" / "OPERATIONS.md", "zh-CN": ROOT / "deploy" / "OPERATIONS.zh-CN.md"}
RULES = ROOT / "deploy" / "prometheus" / "alerts.yaml"

_PARTS = re.compile(r"<!-- drill: (?P<drill>[^>]*) -->|```console\n(?P<fence>.*?)```", re.DOTALL)
_FENCE = re.compile(r"```.*?```", re.DOTALL)
_ALARM = re.compile(r"^\| `(Tuoke\w+)` \| `(.+?)` \|", re.MULTILINE)
_HEADING = re.compile(r"^#+ ", re.MULTILINE)
_METRIC = re.compile(r"tuoke_[a-z_]+(?![\w.])")
_SELECTED = re.compile(r"(tuoke_[a-z_]+)\{([^}]*)\}")
_GROUPED = re.compile(r"by \(([^)]*)\)")


@dataclass(frozen=True, slots=True)
class Step:
    """A command and the lines that it is said to print, or a drill that befalls the installation."""

    command: str
    shown: tuple[str, ...] = ()
    is_drill: bool = False


def steps(page: Path) -> list[Step]:
    """Return everything on the page that happens, in its order."""
    found: list[Step] = []
    for part in _PARTS.finditer(page.read_text()):
        if part["drill"] is not None:
            found.append(Step(part["drill"], is_drill=True))
            continue
        # Each piece is a command and what follows it up to the next one.
        for piece in re.split(r"^\$ ", part["fence"], flags=re.MULTILINE)[1:]:
            command, *shown = piece.splitlines()
            found.append(Step(command, tuple(shown)))
    return found


def headings(page: Path) -> int:
    """Return how many headings the page has."""
    return len(_HEADING.findall(page.read_text()))


def alarms(page: Path) -> dict[str, str]:
    """Return the page's alarms, by name."""
    return {name: rule.replace("\\|", "|") for name, rule in _ALARM.findall(page.read_text())}


def rules() -> dict[str, str]:
    """Return the expressions of the rules that Prometheus loads, by name."""
    (group,) = yaml.safe_load(RULES.read_text())["groups"]
    return {rule["alert"]: rule["expr"] for rule in group["rules"]}


def metrics(text: str) -> set[str]:
    """Return the names of our numbers in a text; databases and roles in commands are none."""
    return set(_METRIC.findall(_FENCE.sub("", text)))


def labels(expression: str) -> dict[str, set[str]]:
    """Return the labels that a rule wants of each of our numbers, but those that a scrape adds."""
    grouped = {label.strip() for group in _GROUPED.findall(expression) for label in group.split(",")}
    wanted = {name: grouped - {"job", "le", ""} for name in metrics(expression)}
    for name, selector in _SELECTED.findall(expression):
        wanted[name] |= set(re.findall(r"(\w+)(?:=|!=|=~|!~)\"", selector))
    return wanted
