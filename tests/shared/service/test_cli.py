import asyncio
import json
from typing import Any

import pytest
import typer

from shared.kit.cli import DEGRADED, FAILED, OK, USAGE, main, service_cli
from shared.kit.clock import SystemClock
from shared.kit.errors import Unavailable
from shared.kit.http.key_ring import KeyRing
from shared.kit.http.keys import MIGRATIONS, ApiKeys
from shared.kit.postgres.pool import opened_pool
from shared.kit.tools import Degraded
from tests.shared.service.specimen import SpecimenSettings, wire

PEPPER = "p" * 32
CREATE = ["keys", "create", "--role", "system", "--role", "viewer", "--name", "erp", "--json"]
KING = ["keys", "create", "--role", "king", "--name", "x"]


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, database: str) -> typer.Typer:
    monkeypatch.setenv("SPECIMEN_DATABASE_URL", database)
    monkeypatch.setenv("SPECIMEN_KAFKA_BOOTSTRAP", "127.0.0.1:1")
    monkeypatch.setenv("SPECIMEN_API_KEY_PEPPER", PEPPER)
    monkeypatch.setenv("SPECIMEN_CURSOR_SECRET", "c" * 32)
    return service_cli(SpecimenSettings, wire, [MIGRATIONS])


def said(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_migrate_applies_what_is_outstanding_and_then_nothing(
    cli: typer.Typer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(cli, ["migrate", "--json"]) == OK
    assert len(said(capsys)["applied"]) == 1
    assert main(cli, ["migrate", "--json"]) == OK
    assert said(capsys) == {"applied": []}
    assert main(cli, ["migrate", "--phase", "during"]) == USAGE


def test_a_key_made_on_the_command_line_opens_until_it_is_revoked(
    cli: typer.Typer, capsys: pytest.CaptureFixture[str], database: str
) -> None:
    async def opens(text: str) -> bool:
        async with opened_pool(database, application_name="test") as pool:
            return await KeyRing(ApiKeys(pool, PEPPER), PEPPER, SystemClock()).principal(text) is not None

    main(cli, ["migrate"])
    capsys.readouterr()
    assert main(cli, CREATE) == OK
    made = said(capsys)
    assert asyncio.run(opens(made["key"]))
    assert main(cli, ["keys", "list", "--json"]) == OK
    [row] = said(capsys)
    assert (row["id"], row["name"], row["roles"]) == (made["id"], "erp", "system,viewer")
    assert made["key"] not in str(row)
    assert main(cli, ["keys", "rotate", made["id"], "--grace-hours", "0"]) == OK
    rotated = capsys.readouterr().out.strip()
    assert asyncio.run(opens(rotated))
    assert not asyncio.run(opens(made["key"]))
    assert main(cli, ["keys", "revoke", rotated.split("_")[1]]) == OK
    assert not asyncio.run(opens(rotated))
    assert main(cli, ["keys", "revoke", "nobody"]) == FAILED


def test_settings_describe_shows_variables_and_no_value(
    cli: typer.Typer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(cli, ["settings", "describe", "--json"]) == OK
    shown = capsys.readouterr().out
    assert PEPPER not in shown
    assert {key: value for key, value in json.loads(shown)[6].items() if key != "meaning"} == {
        "variable": "SPECIMEN_API_KEY_PEPPER",
        "type": "secret",
        "default": None,
    }
    assert main(cli, ["settings", "describe"]) == OK
    assert "SPECIMEN_HTTP_PORT  integer  0" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["nonsense"], KING, ["keys"]])
def test_wrong_words_are_usage_errors(cli: typer.Typer, words: list[str]) -> None:
    assert main(cli, words) == USAGE


def test_help_is_no_error(cli: typer.Typer, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(cli, ["--help"]) == OK
    assert "migrate" in capsys.readouterr().out


def test_a_services_own_verb_may_end_degraded_or_failed(
    cli: typer.Typer, capsys: pytest.CaptureFixture[str]
) -> None:
    @cli.command()
    def verify() -> None:
        raise Degraded("3 rows differ")

    @cli.command()
    def rebuild() -> None:
        raise Unavailable("kafka is away")

    assert main(cli, ["verify"]) == DEGRADED
    assert main(cli, ["rebuild"]) == FAILED
    assert capsys.readouterr().err == "3 rows differ\nkafka is away\n"


def test_a_missing_setting_is_a_usage_error(
    cli: typer.Typer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("SPECIMEN_DATABASE_URL")
    assert main(cli, ["migrate"]) == USAGE
    assert capsys.readouterr().err.startswith("SPECIMEN_DATABASE_URL is missing")
