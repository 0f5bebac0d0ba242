"""The compose file says what the settings classes, the topics and the image recipe say."""

import importlib
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.local import installation
from deploy.local.compose_environment import variables
from deploy.local.secret_values import SecretValues, load_or_make
from shared.contracts.topics import SERVICES
from shared.kit.settings import ServiceSettings
from shared.kit.settings_table import describe
from tests.deploy import compose_file
from tests.deploy.compose_file import ROOT

PROCESSES = {**{service: service for service in SERVICES}, "scoring-tiers": "scoring"}


@pytest.fixture
def values(tmp_path: Path) -> SecretValues:
    return load_or_make(tmp_path / "secrets.json")


@pytest.fixture
def compose(values: SecretValues) -> dict[str, Any]:
    return compose_file.read(variables(values))


def settings_of(service: str) -> type[ServiceSettings]:
    module = importlib.import_module(f"services.{service}.settings")
    found: type[ServiceSettings] = getattr(module, f"{service.capitalize()}Settings")
    return found


def test_the_environment_file_gives_what_the_compose_file_asks_for_and_nothing_else(
    values: SecretValues,
) -> None:
    assert compose_file.asked_for() == set(variables(values))


@pytest.mark.parametrize("process", PROCESSES)
def test_every_variable_is_one_that_the_service_reads(process: str, compose: dict[str, Any]) -> None:
    known = {setting.variable for setting in describe(settings_of(PROCESSES[process]))}
    assert set(compose["services"][process]["environment"]) <= known


@pytest.mark.parametrize("process", PROCESSES)
def test_the_settings_load_from_that_environment_alone(
    process: str, compose: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in list(os.environ):
        if name.split("_")[0].lower() in SERVICES:
            monkeypatch.delenv(name)
    for name, value in compose["services"][process]["environment"].items():
        monkeypatch.setenv(name, value)
    settings = settings_of(PROCESSES[process])()
    assert settings.kafka_bootstrap == "kafka:9092"
    assert settings.http_host == "0.0.0.0"  # noqa: S104 -- inside of its container


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_published_and_asked_on_the_port_it_listens_on(
    service: str, compose: dict[str, Any]
) -> None:
    described = compose["services"][service]
    port = described["environment"][f"{service.upper()}_HTTP_PORT"]
    assert int(port) == installation.PORTS[service]
    assert described["ports"] == [f"127.0.0.1:{port}:{port}"]


@pytest.mark.parametrize("process", PROCESSES)
def test_health_is_asked_on_the_port_of_the_process(process: str, compose: dict[str, Any]) -> None:
    described = compose["services"][process]
    port = described["environment"][f"{PROCESSES[process].upper()}_HTTP_PORT"]
    assert f"127.0.0.1:{port}/readyz" in described["healthcheck"]["test"][-1]


@pytest.mark.parametrize("process", [*PROCESSES, *(f"{service}-migrate" for service in SERVICES)])
def test_every_command_is_one_of_the_service(process: str, compose: dict[str, Any]) -> None:
    service = process.removesuffix("-migrate") if process.endswith("-migrate") else PROCESSES[process]
    (command,) = compose["services"][process]["command"]
    asked = [sys.executable, "-m", f"services.{service}", command, "--help"]
    answered = subprocess.run(asked, cwd=ROOT, capture_output=True, check=False)  # noqa: S603 -- our own
    assert answered.returncode == 0


@pytest.mark.parametrize("process", PROCESSES)
def test_a_process_that_may_write_nowhere_has_a_place_for_temporary_files(
    process: str, compose: dict[str, Any]
) -> None:
    described = compose["services"][process]
    assert described["read_only"] is True
    assert [mount.partition(":")[0] for mount in described["tmpfs"]] == ["/tmp"]  # noqa: S108 -- where Python looks


@pytest.mark.parametrize("process", PROCESSES)
def test_a_process_waits_for_its_schema_and_the_topics(process: str, compose: dict[str, Any]) -> None:
    waits = compose["services"][process]["depends_on"]
    finished = {"condition": "service_completed_successfully"}
    assert waits == {f"{PROCESSES[process]}-migrate": finished, "topics": finished}


def test_services_use_the_runtime_role_and_only_migrations_the_owner(compose: dict[str, Any]) -> None:
    for service in SERVICES:
        variable = f"{service.upper()}_DATABASE_URL"
        runtime = compose["services"][service]["environment"][variable]
        owner = compose["services"][f"{service}-migrate"]["environment"][variable]
        assert re.fullmatch(rf"postgresql://tuoke_{service}:[^@]+@postgres:5432/tuoke_{service}", runtime)
        assert re.fullmatch(rf"postgresql://tuoke_{service}_owner:[^@]+@postgres:5432/tuoke_{service}", owner)


def test_dashboards_are_served_on_demand_from_the_files_that_are_tested(compose: dict[str, Any]) -> None:
    grafana = compose["services"]["grafana"]
    assert grafana["profiles"] == ["dashboards"]
    (mounted,) = (volume for volume in grafana["volumes"] if volume.startswith("./"))
    source, place, mode = mounted.split(":")
    assert mode == "ro"
    environment = grafana["environment"]
    provisioning = ROOT / source / environment["GF_PATHS_PROVISIONING"].removeprefix(f"{place}/")
    (provider,) = yaml.safe_load((provisioning / "dashboards/tuoke.yaml").read_text())["providers"]
    dashboards = ROOT / source / provider["options"]["path"].removeprefix(f"{place}/")
    assert list(dashboards.glob("*.json"))
    asked = set(re.findall(r"\$(\w+)", (provisioning / "datasources/reporting.yaml").read_text()))
    assert asked == {"REPORTING_HOST", "REPORTING_RO_PASSWORD"} <= set(environment)


def test_connections_suffice_for_every_process(compose: dict[str, Any]) -> None:
    (limit,) = (word for word in compose["services"]["postgres"]["command"] if "max_connections" in word)
    pools = sum(
        settings_of(service).model_fields["database_pool_max"].default for service in PROCESSES.values()
    )
    # Beside its pool a process keeps a few connections of its own: the relay's lease, the projector's.
    assert int(limit.partition("=")[2]) >= pools * 2


def test_every_file_that_is_mounted_exists(compose: dict[str, Any]) -> None:
    for described in compose["services"].values():
        for volume in described.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("./"):
                assert (ROOT / source).exists(), source
            else:
                assert source in compose["volumes"]


def test_every_service_of_the_file_is_healthy_or_ends(compose: dict[str, Any]) -> None:
    ends = {"topics", *(f"{service}-migrate" for service in SERVICES)}
    without = {name for name, described in compose["services"].items() if "healthcheck" not in described}
    assert without == ends


def test_no_secret_stands_in_the_file() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    for line in text.splitlines():
        name, _, value = line.partition(": ")
        if re.search(r"PASSWORD|SECRET|PEPPER|ENCRYPTION_KEY", name):
            assert value.startswith("${"), line


def test_topics_are_made_as_declared(tmp_path: Path) -> None:
    called = tmp_path / "called"
    stand_in = tmp_path / "kafka-topics.sh"
    stand_in.write_text(f'#!/bin/sh\necho "$@" >> {called}\n')
    stand_in.chmod(0o755)
    subprocess.run(  # noqa: S603 -- our own script
        ["/bin/sh", str(ROOT / "deploy/kafka/create-topics.sh"), "kafka:9092", "tuoke"],
        env={"KAFKA_TOPICS": str(stand_in), "PATH": os.environ["PATH"]},
        check=True,
    )
    from deploy.local.topics import declared

    expected = [
        f"--bootstrap-server kafka:9092 --create --if-not-exists --topic {topic.name} "
        f"--partitions {topic.partitions} --replication-factor 1 "
        + " ".join(f"--config {name}={value}" for name, value in topic.config.items())
        for topic in declared()
    ]
    assert called.read_text().splitlines() == expected
