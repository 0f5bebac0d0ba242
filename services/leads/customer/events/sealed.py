"""What is stored so that only its key opens it."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Sealed:
    """JSON sealed with the key of that id, which the table `content_keys` has until it is erased."""

    key_id: UUID
    text: bytes
