"""What leads reads from the environment, as `LEADS_…`."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from shared.kit.settings import ServiceSettings


class LeadsSettings(ServiceSettings):
    """The settings of leads: those of every service, on its own port."""

    model_config = SettingsConfigDict(env_prefix="LEADS_")

    http_port: int = Field(
        default=8101, description="Port the HTTP server binds; 0 takes a free one", ge=0, le=65535
    )
