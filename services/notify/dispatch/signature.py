"""Standard Webhooks v1: HMAC-SHA256 over id, timestamp and the very bytes that are sent."""

import base64
import hashlib
import hmac
from collections.abc import Sequence


def sign(secrets: Sequence[bytes], webhook_id: str, timestamp_s: int, body: bytes) -> str:
    """Return the `webhook-signature` header: one signature for each live secret, apart by a space.

    While a secret rotates, old and new both sign, so a receiver may change over at its leisure.
    `webhook_id` holds no dot: the signed text is cut at dots.
    """
    signed = b"%b.%d.%b" % (webhook_id.encode(), timestamp_s, body)
    return " ".join(f"v1,{_digest(secret, signed)}" for secret in secrets)


def _digest(secret: bytes, signed: bytes) -> str:
    return base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode()
