"""A cursor holds the last row's sort key and id, signed, and survives a rebuild."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import blake2b

import msgspec

from shared.kit.http.problems import HttpProblem

_SIGNATURE_BYTES = 16

Key = tuple[str | int | None, ...]


class Cursors:
    """Makes and reads cursors under one secret."""

    def __init__(self, secret: str) -> None:
        # A key of BLAKE2b has 64 bytes at most; a secret may be longer.
        self._secret = blake2b(secret.encode()).digest()

    def write(self, scope: str, key: Key) -> str:
        """Return the cursor that stands behind `key` in the list that `scope` names."""
        payload = msgspec.json.encode(key)
        return urlsafe_b64encode(self._signed(scope, payload) + payload).decode().rstrip("=")

    def read(self, scope: str, cursor: str) -> Key:
        """Return the key that a cursor of this list holds. Raises `HttpProblem` for any other text."""
        try:
            raw = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        except ValueError as error:
            raise HttpProblem("cursor_invalid") from error
        signature, payload = raw[:_SIGNATURE_BYTES], raw[_SIGNATURE_BYTES:]
        if not hmac.compare_digest(signature, self._signed(scope, payload)):
            raise HttpProblem("cursor_invalid")
        return tuple(msgspec.json.decode(payload))

    def _signed(self, scope: str, payload: bytes) -> bytes:
        # Its own keyed mode (RFC 7693) takes a fifth of the time of an HMAC, twice on every page.
        text = scope.encode() + b"\0" + payload
        return blake2b(text, digest_size=_SIGNATURE_BYTES, key=self._secret).digest()
