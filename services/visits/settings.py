"""What visits reads from the environment, as `VISITS_…`."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from shared.kit.settings import ServiceSettings


class VisitsSettings(ServiceSettings):
    """The settings of visits: those of every service, on its own port."""

    model_config = SettingsConfigDict(env_prefix="VISITS_")

    http_port: int = Field(
        default=8102, description="Port the HTTP server binds; 0 takes a free one", ge=0, le=65535
    )
