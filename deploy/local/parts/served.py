"""What a part is to everything above it: an address, and who serves it."""

from dataclasses import dataclass
from typing import Literal

Server = Literal["given", "docker", "local"]


@dataclass(frozen=True, slots=True)
class Served:
    """A part that answers at `address` (a superuser URL for PostgreSQL, a bootstrap list for Kafka)."""

    what: Literal["postgres", "kafka"]
    address: str
    by: Server
    detail: str
