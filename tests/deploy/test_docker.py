"""Docker serves a part by the compose file alone; a stand-in for the command shows what it is asked."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy.local.parts import docker, given, resolve
from deploy.local.refusal import Refusal
from deploy.local.secret_values import load_or_make
from deploy.local.state import State, open_state

Install = Callable[[str], Path]


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> State:
    monkeypatch.setenv("TUOKE_STATE", str(tmp_path / "state"))
    return open_state()


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Put a `docker` on the path that writes down its arguments and then does as told."""
    asked = tmp_path / "asked"

    def put(then: str) -> Path:
        program = tmp_path / "bin" / "docker"
        program.parent.mkdir(exist_ok=True)
        program.write_text(f'#!/bin/sh\necho "$TUOKE_POSTGRES_PORT $@" >> {asked}\n{then}\n')
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
        return asked

    for asking in (docker.engine_answers, docker.compose_answers):
        asking.cache_clear()
    yield put
    for asking in (docker.engine_answers, docker.compose_answers):
        asking.cache_clear()


def test_a_part_is_started_from_the_compose_file_and_only_it_is_stopped(
    state: State, install: Install
) -> None:
    asked = install("exit 0")
    values = load_or_make(state.secrets)
    served = docker.start_postgres(state, 50001, values)
    assert (served.by, served.address.rpartition("@")[2]) == ("docker", "127.0.0.1:50001/postgres")
    assert docker.stop(state) == ["postgres"]
    assert docker.stop(state) == []
    file = state.root / "compose.env"
    assert asked.read_text().splitlines() == [
        f"50001 compose --env-file {file} up --detach --wait postgres",
        f" compose --env-file {file} stop postgres",
    ]
    assert file.stat().st_mode & 0o077 == 0


def test_what_docker_refuses_is_told_in_its_last_line(state: State, install: Install) -> None:
    install("echo pulling >&2; echo 'port is already allocated' >&2; exit 1")
    with pytest.raises(Refusal, match="port is already allocated"):
        docker.start_kafka(state, 50002, load_or_make(state.secrets))


@pytest.mark.parametrize(
    ("answer", "server"),
    [("exit 0", "docker"), ("exit 1", "local"), ('[ "$1" = compose ] && exit 1; exit 0', "local")],
)
def test_docker_serves_only_where_engine_and_compose_answer(
    answer: str, server: str, install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(given.KAFKA, raising=False)
    monkeypatch.delenv(resolve.CHOICE_VARIABLE, raising=False)
    install(answer)
    assert resolve.server_of(given.KAFKA) == server


def test_a_given_url_comes_before_docker(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(given.KAFKA, "broker:9092")
    asked = install("exit 0")
    assert resolve.server_of(given.KAFKA) == "given"
    assert not asked.exists()
