"""Each file name of a service says which room it is, and the room says what may come in.

The table of the house, held file by file; what import-linter can say for whole packages stands in
`pyproject.toml` and is run here too.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SERVICES = ROOT / "services"

STDLIB_PURE = frozenset(
    {
        "__future__",
        "abc",
        "bisect",
        "collections",
        "dataclasses",
        "datetime",
        "decimal",
        "enum",
        "functools",
        "hashlib",
        "heapq",
        "ipaddress",
        "itertools",
        "math",
        "operator",
        "re",
        "statistics",
        "typing",
        "uuid",
        "zoneinfo",
        "types",
        "string",
    }
)
"""Standard modules without I/O, clock threads or randomness of their own."""

ROOMS: dict[str, frozenset[str]] = {
    "events.py": frozenset({"msgspec"}),
    "decide.py": frozenset(
        {"shared.kit.decider", "shared.kit.plausible_time", "shared.kit.steps", "msgspec"}
    ),
    "use_cases.py": frozenset(
        {
            *("shared.kit", "shared.policy", "shared.in_force", "shared.known", "shared.contracts"),
            *("msgspec", "structlog"),
        }
    ),
    "published.py": frozenset({"shared.contracts", "shared.policy", "shared.kit.eventstore"}),
    "api.py": frozenset(
        {
            *("shared.kit", "shared.contracts", "shared.policy", "shared.in_force"),
            *("fastapi", "starlette", "pydantic"),
        }
    ),
}
"""What a room may import beside the standard library's pure part and its own service."""

IMPURE_CALLS = frozenset({"now", "today", "utcnow", "uuid1", "uuid4", "time", "monotonic", "random"})
PURE_ROOMS = frozenset({"events.py", "decide.py"})


def _room(path: Path) -> str:
    """Return the room's file name; a long one is a folder of that name."""
    return f"{path.parent.name}.py" if f"{path.parent.name}.py" in ROOMS else path.name


def _rooms(names: frozenset[str]) -> Iterator[Path]:
    for path in sorted(SERVICES.rglob("*.py")):
        if _room(path) in names:
            yield path


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def _strangers(path: Path) -> list[str]:
    service = ".".join(path.relative_to(ROOT).parts[:2])
    allowed = (*ROOMS[_room(path)], service)
    return [
        name
        for name in _imported(ast.parse(path.read_text()))
        if name.split(".")[0] not in STDLIB_PURE
        and not (_room(path) not in PURE_ROOMS and name.split(".")[0] in sys.stdlib_module_names)
        and not any(name == prefix or name.startswith(prefix + ".") for prefix in allowed)
    ]


@pytest.mark.parametrize("path", list(_rooms(frozenset(ROOMS))), ids=lambda p: str(p.relative_to(SERVICES)))
def test_a_room_imports_only_what_belongs_there(path: Path) -> None:
    assert _strangers(path) == []


@pytest.mark.parametrize("path", list(_rooms(PURE_ROOMS)), ids=lambda p: str(p.relative_to(SERVICES)))
def test_a_pure_room_neither_awaits_nor_reads_a_clock_nor_draws(path: Path) -> None:
    found = [
        f"line {node.lineno}"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Await | ast.AsyncFunctionDef)
        or (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in IMPURE_CALLS
        )
    ]
    assert found == []


def test_the_pure_rooms_are_there_to_be_held() -> None:
    assert len(list(_rooms(PURE_ROOMS))) >= 8


def test_the_packages_keep_their_walls() -> None:
    # In a process of its own: the linter configures logging for everybody.
    lint = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()"]
    done = subprocess.run(lint, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 -- a fixed command
    assert done.returncode == 0, done.stdout
