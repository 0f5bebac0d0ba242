"""What notify reads from the environment."""

import base64
from ipaddress import ip_network

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import SettingsConfigDict

from services.notify.endpoint.secrets import KEY_BYTES
from shared.kit.settings import CommaList, ServiceSettings

PORT = 8104


class NotifySettings(ServiceSettings):
    """The service's settings; the encryption key opens every signing secret in the database."""

    model_config = SettingsConfigDict(env_prefix="NOTIFY_")

    http_port: int = Field(
        default=PORT, description="Port the HTTP server binds; 0 takes a free one", ge=0, le=65535
    )
    encryption_key: SecretStr = Field(
        description="Seals signing secrets: 32 bytes in base64; without it no delivery can be signed"
    )
    allowed_networks: CommaList = Field(
        default=(),
        description="Private networks that endpoints may be in, CIDR, comma-separated; plain http too",
    )

    @field_validator("encryption_key")
    @classmethod
    def _is_a_key(cls, value: SecretStr) -> SecretStr:
        if len(base64.b64decode(value.get_secret_value(), validate=True)) != KEY_BYTES:
            raise ValueError(f"must be {KEY_BYTES} bytes in base64")
        return value

    @field_validator("allowed_networks")
    @classmethod
    def _are_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for network in value:
            ip_network(network)
        return value
