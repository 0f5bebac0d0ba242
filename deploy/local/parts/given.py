"""Parts that somebody else runs, named by URL: used as they are, started and stopped by nobody here."""

import os

from deploy.local.parts.served import Served
from deploy.local.refusal import Refusal

POSTGRES = "TUOKE_POSTGRES_URL"
KAFKA = "TUOKE_KAFKA"


def postgres() -> Served:
    """The server whose superuser URL is given.

    Raises: Refusal when none is.
    """
    return Served("postgres", _value(POSTGRES), "given", f"by {POSTGRES}")


def kafka() -> Served:
    """The brokers whose bootstrap list is given.

    Raises: Refusal when none is.
    """
    return Served("kafka", _value(KAFKA), "given", f"by {KAFKA}")


def _value(variable: str) -> str:
    value = os.environ.get(variable, "")
    if not value:
        raise Refusal(f"{variable} is not set.")
    return value
