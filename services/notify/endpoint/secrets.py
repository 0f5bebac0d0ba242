"""Signing secrets: made from 32 random bytes, shown once, kept sealed.

A sealed secret is bound to its endpoint and key id (associated data), so a ciphertext copied to
another row does not open.
"""

import base64
import os
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SECRET_PREFIX = "whsec_"  # noqa: S105 -- the prefix that Standard Webhooks gives to every secret
SECRET_BYTES = 32
KEY_BYTES = 32
_NONCE_BYTES = 12


class Vault:
    """Seals and opens signing secrets with the deployment's encryption key."""

    def __init__(self, encryption_key: str) -> None:
        """`encryption_key` is 32 bytes in base64. Raises `ValueError` for anything else."""
        key = base64.b64decode(encryption_key, validate=True)
        if len(key) != KEY_BYTES:
            raise ValueError(f"the encryption key holds {len(key)} bytes, not {KEY_BYTES}")
        self._cipher = AESGCM(key)

    def seal(self, secret: bytes, endpoint: UUID, key_id: UUID) -> bytes:
        """Return the secret sealed for this row: nonce, then ciphertext with its tag."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, secret, _row(endpoint, key_id))

    def open(self, sealed: bytes, endpoint: UUID, key_id: UUID) -> bytes:
        """Return the secret. Raises `cryptography.exceptions.InvalidTag` for another row or another key."""
        nonce, ciphertext = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        return self._cipher.decrypt(nonce, ciphertext, _row(endpoint, key_id))


def shown(secret: bytes) -> str:
    """Return the secret as its owner sees it, once."""
    return SECRET_PREFIX + base64.b64encode(secret).decode()


def _row(endpoint: UUID, key_id: UUID) -> bytes:
    return endpoint.bytes + key_id.bytes
