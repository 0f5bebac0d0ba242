"""Each library has its rooms: what may be replaced in a day is imported in few places."""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

LIBRARIES: dict[str, tuple[str, ...]] = {
    "faust": ("shared/kit/projection/faust_host.py", "shared/kit/projection/faust_settings.py"),
    "mode": ("shared/kit/projection/faust_host.py", "shared/kit/projection/faust_settings.py"),
    "aiokafka": (
        *("shared/kit/kafka/", "shared/kit/outbox/", "shared/kit/inbox/", "shared/kit/projection/"),
        *("shared/kit/cli_projections.py", "shared/kit/told_errors.py", "deploy/local/"),
    ),
    "aiohttp": ("services/notify/sender/", "deploy/local/sink.py"),
    "asyncpg": ("shared/kit/", "services/notify/dispatch/", "deploy/local/"),
    "uvicorn": ("shared/kit/http/",),
    "uvloop": ("shared/kit/http/", "shared/kit/service.py"),
    "cryptography": ("services/notify/endpoint/", "services/leads/customer/content_key.py"),
    "opentelemetry": ("shared/kit/tracing.py", "shared/kit/tracing/"),
    "prometheus_client": ("shared/kit/", "services/notify/dispatch/", "services/notify/sender/numbers.py"),
    "xlsxwriter": ("services/scoring/board/export_files.py",),
    "chinese_calendar": ("shared/policy/",),
    "cel_expr_python": ("shared/policy/condition.py",),
    "testcontainers": (),
    "pytest": (),
    "hypothesis": (),
}
"""Where production code may import a library; an empty row is nowhere."""


def _importers(library: str) -> list[str]:
    return [
        str(path.relative_to(ROOT))
        for room in ("services", "shared", "deploy")
        for path in sorted((ROOT / room).rglob("*.py"))
        if library in _imported(path)
    ]


@cache
def _imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("library", sorted(LIBRARIES))
def test_a_library_stays_in_its_rooms(library: str) -> None:
    strays = [name for name in _importers(library) if not name.startswith(LIBRARIES[library] or ("/",))]
    assert strays == []


def test_the_web_framework_is_met_at_the_edge_alone() -> None:
    allowed = (
        "shared/kit/http/",
        "shared/kit/inbox/routes.py",
        "shared/kit/service.py",
        "shared/kit/assembly.py",
    )
    strays = [
        name
        for name in {*_importers("fastapi"), *_importers("starlette")}
        if not name.startswith(allowed) and not name.endswith(("api.py", "wiring.py"))
    ]
    assert strays == []
