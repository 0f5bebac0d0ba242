"""Capability links: whoever has one may use it, without a key; unguessable, and in no database.

A link's token is the id of what it opens and a MAC of it: 256 bits that only who holds the pepper can
make. So there is nothing to store, nothing to steal from a backup, and a repeated command tells the same
link again. Changing the pepper ends every link, as it voids all keys.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from uuid import UUID

_ID_BYTES = 16
TOKEN_CHARACTERS = 64
"""Of 48 bytes in base64: the id and the MAC."""


class CapabilityLinks:
    """Makes tokens for one purpose, such as `survey link 1`, and knows them again."""

    def __init__(self, pepper: str, purpose: str) -> None:
        # A key of its own: what is known of one use of the pepper says nothing of another.
        self._key = hmac.digest(pepper.encode(), f"tuoke {purpose}".encode(), "sha256")

    def token(self, of: UUID) -> str:
        """Return the token that opens what has this id."""
        return urlsafe_b64encode(of.bytes + self._mac(of.bytes)).decode()

    def opened_by(self, token: str) -> UUID | None:
        """Return the id of what the token opens, or None for a token that we did not make."""
        if len(token) != TOKEN_CHARACTERS or not token.isascii():
            return None
        try:
            told = urlsafe_b64decode(token)
        except (Error, ValueError):
            return None
        named, mac = told[:_ID_BYTES], told[_ID_BYTES:]
        # In constant time, or the answer's time would tell how much of a guess was right.
        return UUID(bytes=named) if hmac.compare_digest(mac, self._mac(named)) else None

    def _mac(self, named: bytes) -> bytes:
        return hmac.digest(self._key, named, "sha256")
