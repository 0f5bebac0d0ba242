"""The secrets of one installation: made once, kept in a file that only its owner reads."""

import base64
import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from deploy.local.refusal import Refusal
from shared.contracts.roles import Role
from shared.contracts.topics import SERVICES
from shared.kit.http.tokens import mint

ROLES = ("reporting_ro", *(f"tuoke_{service}{kind}" for service in SERVICES for kind in ("", "_owner")))
ENCRYPTION_KEY_BYTES = 32
EVERYTHING = "everything"
"""The name of the key that has every role: for the person at this machine, never for a system."""


@dataclass(frozen=True, slots=True)
class SecretValues:
    """Passwords by database role, peppers and cursor secrets by service, API keys by role."""

    superuser_password: str
    passwords: dict[str, str]
    peppers: dict[str, str]
    cursor_secrets: dict[str, str]
    encryption_key: str
    api_keys: dict[str, str]


def load_or_make(path: Path) -> SecretValues:
    """The values in the file; made and written when there is no file yet.

    Raises: Refusal when the file is there and unreadable: new secrets would lock out the data's own.
    """
    if not path.exists():
        values = _made()
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(asdict(values), file, indent=2)
        return values
    try:
        return SecretValues(**json.loads(path.read_text()))
    except (OSError, ValueError, TypeError) as error:
        raise Refusal(
            f"The secrets in {path} cannot be read ({error}): restore the file, or run `make clean` "
            "and lose this installation's data."
        ) from error


def _made() -> SecretValues:
    return SecretValues(
        superuser_password=secrets.token_urlsafe(24),
        passwords={role: secrets.token_urlsafe(24) for role in ROLES},
        peppers={service: secrets.token_urlsafe(48) for service in SERVICES},
        cursor_secrets={service: secrets.token_urlsafe(48) for service in SERVICES},
        encryption_key=base64.b64encode(secrets.token_bytes(ENCRYPTION_KEY_BYTES)).decode(),
        api_keys={name: mint().text for name in (EVERYTHING, *Role)},
    )
