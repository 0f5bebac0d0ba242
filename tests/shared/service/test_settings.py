from datetime import timedelta

import pytest
from pydantic import Field, ValidationError
from pydantic_settings import SettingsConfigDict

from shared.kit.settings import CommaList, DatabaseSettings, Seconds, ServiceSettings, SettingsError, load
from shared.kit.settings_table import describe

GIVEN = {
    "SHOP_DATABASE_URL": "postgresql://shop:hunter2@db/shop",
    "SHOP_KAFKA_BOOTSTRAP": "kafka:9092",
    "SHOP_API_KEY_PEPPER": "p" * 32,
    "SHOP_CURSOR_SECRET": "c" * 32,
}


class ShopSettings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_")

    http_port: int = Field(default=8199, description="Port")
    networks: CommaList = Field(default=(), description="Networks")
    pause: Seconds = Field(default=timedelta(minutes=1), validation_alias="pause_s", description="Pause")


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in GIVEN.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_settings_are_read_once_typed_and_frozen(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SHOP_REQUEST_TIMEOUT_MS", "1500")
    environment.setenv("SHOP_NETWORKS", "127.0.0.0/8, ::1/128")
    environment.setenv("SHOP_PAUSE_S", "5")
    settings = load(ShopSettings)
    assert settings.service == "shop"
    assert settings.request_timeout == timedelta(milliseconds=1500)
    assert settings.networks == ("127.0.0.0/8", "::1/128")
    assert settings.pause == timedelta(seconds=5)
    assert settings.owner_url == GIVEN["SHOP_DATABASE_URL"]
    with pytest.raises(ValidationError):
        settings.http_port = 1  # type: ignore[misc]  # that it is refused is the point


@pytest.mark.parametrize("name", sorted(GIVEN))
def test_a_missing_variable_stops_the_start_with_one_sentence(
    environment: pytest.MonkeyPatch, name: str
) -> None:
    environment.delenv(name)
    with pytest.raises(SettingsError) as stopped:
        load(ShopSettings)
    [sentence] = str(stopped.value).splitlines()
    assert sentence.startswith(f"{name} is missing: ")


def test_a_short_secret_stops_the_start_and_is_not_shown(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SHOP_API_KEY_PEPPER", "tooshort")
    with pytest.raises(
        SettingsError, match="SHOP_API_KEY_PEPPER is too short, it needs at least 32"
    ) as stopped:
        load(ShopSettings)
    assert "tooshort" not in str(stopped.value)


@pytest.mark.parametrize("value", ["-1", "soon", "1.5"])
def test_a_duration_is_a_whole_number_of_its_unit(environment: pytest.MonkeyPatch, value: str) -> None:
    environment.setenv("SHOP_REQUEST_TIMEOUT_MS", value)
    with pytest.raises(SettingsError, match="SHOP_REQUEST_TIMEOUT_MS is not valid"):
        load(ShopSettings)


def test_no_representation_shows_a_secret() -> None:
    shown = f"{load(ShopSettings)!r} {load(ShopSettings)} {describe(ShopSettings)}"
    for secret in ("hunter2", "p" * 32, "c" * 32):
        assert secret not in shown


def test_a_migration_needs_no_secret_but_the_owners_url(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("SHOP_API_KEY_PEPPER")
    environment.setenv("SHOP_MIGRATION_DATABASE_URL", "postgresql://owner@db/shop")
    assert load(DatabaseSettings, "SHOP_").owner_url == "postgresql://owner@db/shop"


def test_the_table_tells_each_variable_its_type_default_and_meaning() -> None:
    table = {row.variable: (row.type, row.default) for row in describe(ShopSettings)}
    assert table["SHOP_DATABASE_URL"] == ("text", None)
    assert table["SHOP_API_KEY_PEPPER"] == ("secret", None)
    assert table["SHOP_REQUEST_TIMEOUT_MS"] == ("milliseconds", "10000")
    assert table["SHOP_PAUSE_S"] == ("seconds", "60")
    assert table["SHOP_NETWORKS"] == ("comma-separated list", "")
    assert table["SHOP_HTTP_PORT"] == ("integer", "8199")
    assert all(row.meaning for row in describe(ShopSettings))
