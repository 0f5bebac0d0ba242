"""The environment file of `docker-compose.yml`: every secret that it asks for, by name."""

from pathlib import Path

from deploy.local.secret_values import SecretValues
from shared.contracts.topics import SERVICES


def variables(values: SecretValues) -> dict[str, str]:
    """What the compose file must be given; nothing in it has a default that is a secret."""
    named = {
        "POSTGRES_PASSWORD": values.superuser_password,
        "REPORTING_RO_PASSWORD": values.passwords["reporting_ro"],
        "NOTIFY_ENCRYPTION_KEY": values.encryption_key,
    }
    for service in SERVICES:
        prefix = service.upper()
        named |= {
            f"{prefix}_PASSWORD": values.passwords[f"tuoke_{service}"],
            f"{prefix}_OWNER_PASSWORD": values.passwords[f"tuoke_{service}_owner"],
            f"{prefix}_API_KEY_PEPPER": values.peppers[service],
            f"{prefix}_CURSOR_SECRET": values.cursor_secrets[service],
        }
    return named


def write(path: Path, values: SecretValues) -> None:
    """The file holds the variables and only its owner reads it."""
    path.touch(mode=0o600)
    path.write_text("".join(f"{name}={value}\n" for name, value in variables(values).items()))
