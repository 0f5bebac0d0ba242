"""A service's settings: read once from the environment, checked, frozen.

Variables start with the service's name and end with their unit (`LEADS_REQUEST_TIMEOUT_MS`);
inside the value is a `timedelta` without a unit in its name. Secrets have no default.
"""

from datetime import timedelta
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from shared.kit.settings_table import Unit, describe, prefix_of, variable_name

SECRET_MIN_CHARACTERS = 32


class SettingsError(Exception):
    """The environment does not hold what the service needs; the message names the variables."""


def _positive(value: timedelta) -> timedelta:
    if value < timedelta():
        raise ValueError("must not be negative")
    return value


_MS = Unit("milliseconds", timedelta(milliseconds=1))
_S = Unit("seconds", timedelta(seconds=1))

Milliseconds = Annotated[timedelta, _MS, BeforeValidator(_MS.parse), AfterValidator(_positive)]
Seconds = Annotated[timedelta, _S, BeforeValidator(_S.parse), AfterValidator(_positive)]
CommaList = Annotated[
    tuple[str, ...],
    NoDecode,
    BeforeValidator(
        lambda v: tuple(p.strip() for p in v.split(",") if p.strip()) if isinstance(v, str) else v
    ),
]
Secret = Annotated[SecretStr, Field(min_length=SECRET_MIN_CHARACTERS)]
# A URL may carry a password, so no representation of the settings shows the two fields of this type.
DatabaseUrl = Annotated[str, Field(min_length=1)]


class DatabaseSettings(BaseSettings):
    """What a migration needs to know, and nothing more: it runs without the service's secrets."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="ignore",
        env_prefix_target="all",
        env_ignore_empty=True,
        hide_input_in_errors=True,
        validate_by_name=True,
        validate_by_alias=True,
    )

    database_url: DatabaseUrl = Field(repr=False, description="Postgres URL of the service's runtime role")
    migration_database_url: DatabaseUrl | None = Field(
        default=None,
        repr=False,
        description="Postgres URL of the owner role, for migrations; else the runtime's",
    )

    @property
    def owner_url(self) -> str:
        """The URL that migrations use."""
        return self.migration_database_url or self.database_url

    @property
    def service(self) -> str:
        """The service's id, as in topics and table names."""
        return str(self.model_config.get("env_prefix", "")).removesuffix("_").lower()


class ServiceSettings(DatabaseSettings):
    """What all four services share. A service adds its prefix, its port and its own fields."""

    kafka_bootstrap: str = Field(
        description="Kafka bootstrap servers, host:port, comma-separated", min_length=1
    )
    topic_prefix: str = Field(
        default="tuoke", description="First part of every topic's name", pattern=r"^[a-z0-9-]+$"
    )
    http_host: str = Field(default="127.0.0.1", description="Address the HTTP server binds")
    http_port: int = Field(description="Port the HTTP server binds; 0 takes a free one", ge=0, le=65535)
    api_key_pepper: Secret = Field(
        description="Keys the stored hashes of API keys; changing it voids all keys"
    )
    cursor_secret: Secret = Field(description="Signs page cursors; changing it voids cursors in use")
    otlp_endpoint: str | None = Field(
        default=None, description="OTLP/HTTP base URL for traces; off when absent"
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least level logged"
    )
    database_pool_max: int = Field(
        default=8, description="Most Postgres connections of the process", ge=1, le=100
    )
    request_timeout: Milliseconds = Field(
        default=timedelta(seconds=10),
        validation_alias="request_timeout_ms",
        description="A request that takes longer is answered 503",
    )
    position_wait: Milliseconds = Field(
        default=timedelta(seconds=2),
        validation_alias="position_wait_ms",
        description="How long a read waits for its min_position",
    )
    drain_notice: Milliseconds = Field(
        default=timedelta(milliseconds=250),
        validation_alias="drain_notice_ms",
        description="How long /readyz says 503 before the intake stops; balancers need a few seconds",
    )


S = TypeVar("S", bound=BaseSettings)


def load(settings: type[S], prefix: str | None = None) -> S:
    """Return the settings from the environment. Raises `SettingsError` with one sentence per fault.

    `prefix` is for a class without one, such as `load(DatabaseSettings, "LEADS_")`.
    """
    options: dict[str, Any] = {} if prefix is None else {"_env_prefix": prefix}
    try:
        return settings(**options)
    except ValidationError as invalid:
        faults = [_fault(settings, prefix, dict(error)) for error in invalid.errors(include_input=False)]
        raise SettingsError("\n".join(faults)) from None


def _fault(settings: type[BaseSettings], prefix: str | None, error: dict[str, Any]) -> str:
    variable = variable_name(prefix if prefix is not None else prefix_of(settings), str(error["loc"][0]))
    meanings = {setting.variable: setting.meaning for setting in describe(settings, prefix)}
    meaning = meanings.get(variable, "")
    if error["type"] == "missing":
        return f"{variable} is missing: {meaning}."
    if error["type"] in ("string_too_short", "too_short"):
        return (
            f"{variable} is too short, it needs at least {error['ctx']['min_length']} characters: {meaning}."
        )
    return f"{variable} is not valid ({error['msg']}): {meaning}."
