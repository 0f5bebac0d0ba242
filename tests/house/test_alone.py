"""A service starts with nothing on disk but what its image copies, and imports its lock's packages only."""

import ast
import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from deploy.local import installation, readiness
from deploy.local.parts.served import Served
from deploy.local.ports import free_port
from deploy.local.secret_values import load_or_make
from shared.contracts.topics import SERVICES, every_topic
from tests.deploy import dockerfile
from tests.deploy.compose_file import ROOT
from tests.support.eventually import eventually
from tests.support.topics import make_topics

READY_WITHIN_S = 40
STOP_WITHIN_S = 30
LOADED = """
import json, sys, services.{0}.__main__
print(json.dumps([module.__file__ for module in sys.modules.values() if getattr(module, "__file__", None)]))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    alone = tmp_path / "alone"
    alone.mkdir()
    return alone


def environment(service: str, database: str, kafka: str, prefix: str, folder: Path) -> dict[str, str]:
    made = installation.Installation(
        Served("postgres", database, "given", ""), Served("kafka", kafka, "given", ""), installation.PORTS
    )
    name = service.upper()
    variables = installation.environment_of(service, made, load_or_make(folder.parent / "secrets.json"))
    variables |= {f"{name}_DATABASE_URL": database, f"{name}_MIGRATION_DATABASE_URL": database}
    variables |= {f"{name}_HTTP_PORT": str(free_port()), f"{name}_TOPIC_PREFIX": prefix}
    return {"PATH": os.environ["PATH"], **variables}


@contextmanager
def running(service: str, folder: Path, variables: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    with (folder.parent / "log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 -- our own service
            [sys.executable, "-m", f"services.{service}", "run"],
            cwd=folder,
            env=variables,
            stdout=log,
            stderr=log,
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_is_its_folder_plus_shared(
    service: str, folder: Path, database: str, kafka: str, topic_prefix: str
) -> None:
    dockerfile.lay_out(service, folder)
    assert dockerfile.laid_out(folder) == ["services", f"services/{service}", "shared"]
    await make_topics(kafka, every_topic(topic_prefix))
    variables = environment(service, database, kafka, topic_prefix, folder)
    migrated = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", f"services.{service}", "migrate"],
        cwd=folder,
        env=variables,
        check=False,
    )
    assert migrated.returncode == 0
    program = installation.Program(service, (), {}, int(variables[f"{service.upper()}_HTTP_PORT"]))
    with running(service, folder, variables) as process:

        async def ready() -> bool:
            assert process.poll() is None, (folder.parent / "log").read_text()
            return await asyncio.to_thread(readiness.why_not_ready, program) is None

        await eventually(ready, within_s=READY_WITHIN_S)
    assert process.returncode == 0, (folder.parent / "log").read_text()


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_imports_only_what_its_lock_installs(service: str) -> None:
    lock = (ROOT / "requirements" / f"{service}.txt").read_text()
    locked = set(re.findall(r"^([a-z0-9.-]+)==", lock, flags=re.MULTILINE))
    providers = packages_distributions()
    missing = {
        package
        for package in third_party_imports(own_files_loaded(service))
        if not {provider.lower().replace("_", "-") for provider in providers.get(package, [])} & locked
    }
    assert not missing


def own_files_loaded(service: str) -> list[Path]:
    """The files of the project that the service's process has loaded when it starts."""
    loaded = subprocess.run(  # noqa: S603 -- our own service
        [sys.executable, "-c", LOADED.format(service)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [
        path for path in map(Path, json.loads(loaded.stdout)) if path.is_relative_to(ROOT / "shared")
    ] + sorted((ROOT / "services" / service).rglob("*.py"))


def third_party_imports(files: list[Path]) -> set[str]:
    """The packages that the files import, anywhere in them, and that are neither Python's nor ours."""
    imported: set[str] = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported.add(node.module.partition(".")[0])
    return imported - set(sys.stdlib_module_names) - {"services", "shared"}


def test_the_recipe_copies_one_service_and_shared_only() -> None:
    assert dockerfile.copied("leads") == [
        ("requirements/leads.txt", "requirements.txt"),
        ("shared/", "shared/"),
        ("services/leads/", "services/leads/"),
    ]
