"""What scoring reads from the environment, as `SCORING_…`."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from shared.kit.settings import ServiceSettings


class ScoringSettings(ServiceSettings):
    """The settings of scoring: those of every service, on its own port; its tier worker takes another."""

    model_config = SettingsConfigDict(env_prefix="SCORING_")

    http_port: int = Field(
        default=8103, description="Port the HTTP server binds; 0 takes a free one", ge=0, le=65535
    )
