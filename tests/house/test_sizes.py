"""A page has one concept: modules, functions and routes stay short."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULE_LINES_MAX = 250
FUNCTION_LINES_MAX = 50
ROUTE_LINES_MAX = 25
"""A route's signature with its documented parameters, and a body of a few lines."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def _modules() -> Iterator[Path]:
    for room in ("services", "shared", "deploy", "tests"):
        yield from sorted((ROOT / room).rglob("*.py"))


def _functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, Function):
            yield node


def _lines(node: Function) -> int:
    """Return a function's own lines; those of functions within it are theirs."""
    inner = [one for one in ast.walk(node) if isinstance(one, Function) and one is not node]
    own = set(_span(node)) - {line for one in inner for line in _span(one)}
    return len(own)


def _span(node: Function) -> range:
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    return range(first, (node.end_lineno or node.lineno) + 1)


def test_every_module_is_short() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in _modules()
        if (count := len(path.read_text().splitlines())) > MODULE_LINES_MAX
    }
    assert long == {}


def test_every_function_is_short() -> None:
    long = {
        f"{path.relative_to(ROOT)}:{node.name}": _lines(node)
        for path in _modules()
        for node in _functions(path)
        if _lines(node) > FUNCTION_LINES_MAX
    }
    assert long == {}


def test_every_route_is_short() -> None:
    long = {
        f"{path.relative_to(ROOT)}:{node.name}": _lines(node)
        for path in (ROOT / "services").rglob("api.py")
        for node in _functions(path)
        if any(
            isinstance(d, ast.Call) and ast.unparse(d.func).startswith("router.") for d in node.decorator_list
        )
        and _lines(node) > ROUTE_LINES_MAX
    }
    assert long == {}


def test_every_package_says_what_it_is() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for room in ("services", "shared", "deploy")
        for path in (ROOT / room).rglob("__init__.py")
        if not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []
