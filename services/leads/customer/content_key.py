"""The key of a customer for one purpose, and what it seals.

AES-SIV needs no nonce, so the same content under the same key is the same text: a decider sees that it
is no news without reading it. The text is bound to its place, and opens in no other.
"""

import os
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self
from uuid import UUID, uuid4

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from services.leads.customer.events.sealed import Sealed

SECRET_BYTES = 64
"""AES-256-SIV: one half makes the tag, the other one encrypts."""

EVIDENCE = "/evidence"
"""Where the evidence of a consent stands; no section can be called so."""

_ENCODER = msgspec.json.Encoder(order="deterministic")


class Place(NamedTuple):
    """Where something sealed stands: whose it is, for which purpose, and the section or `EVIDENCE`."""

    customer_id: UUID
    purpose: str
    part: str

    def bound(self) -> list[bytes]:
        """Return what the text is bound to."""
        return [self.customer_id.bytes, self.purpose.encode(), self.part.encode()]


@dataclass(frozen=True, slots=True)
class ContentKey:
    """A key; whoever has it reads what it sealed."""

    id: UUID
    secret: bytes = field(repr=False)

    @classmethod
    def random(cls) -> Self:
        """Return a key that nobody had before."""
        return cls(uuid4(), os.urandom(SECRET_BYTES))

    def seal(self, content: Any, place: Place) -> Sealed:
        """Return the JSON value sealed for this place; the same value is the same text."""
        return Sealed(self.id, AESSIV(self.secret).encrypt(_ENCODER.encode(content), place.bound()))

    def open(self, sealed: Sealed, place: Place) -> Any:
        """Return the value. Raises `cryptography.exceptions.InvalidTag` for another place or another key."""
        return msgspec.json.decode(AESSIV(self.secret).decrypt(sealed.text, place.bound()))
