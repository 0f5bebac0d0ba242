"""API key tokens: `tk_<id>_<secret><checksum>`. Shown once; only an HMAC of them is stored.

The id finds the row, so nothing is searched by secret. The checksum (CRC-32) tells a mistyped key
from an unknown one without a query, and lets secret scanners recognise a leaked one.
"""

import hashlib
import hmac
import re
import secrets
import string
import zlib
from dataclasses import dataclass

_ALPHABET = string.digits + string.ascii_letters
_ID_CHARACTERS = 12
_SECRET_CHARACTERS = 43
_CHECK_CHARACTERS = 6
_FORM = re.compile(
    rf"tk_([0-9A-Za-z]{{{_ID_CHARACTERS}}})_[0-9A-Za-z]{{{_SECRET_CHARACTERS + _CHECK_CHARACTERS}}}"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A well-formed token: its public id, and the whole text to be hashed."""

    id: str
    text: str

    def __repr__(self) -> str:
        return f"Token(id={self.id!r})"


def mint() -> Token:
    """Return a new token with 256 bits of chance in its secret."""
    key_id = "".join(secrets.choice(_ALPHABET) for _ in range(_ID_CHARACTERS))
    body = f"tk_{key_id}_" + "".join(secrets.choice(_ALPHABET) for _ in range(_SECRET_CHARACTERS))
    return Token(key_id, body + _check(body))


def parse(text: str) -> Token | None:
    """Return the token that `text` is, or None when its form or its checksum is wrong."""
    found = _FORM.fullmatch(text)
    if found is None or _check(text[:-_CHECK_CHARACTERS]) != text[-_CHECK_CHARACTERS:]:
        return None
    return Token(found[1], text)


def digest(token: Token, pepper: str) -> bytes:
    """Return what is stored of a token: HMAC-SHA256 under the pepper, worthless without it."""
    return hmac.digest(pepper.encode(), token.text.encode(), hashlib.sha256)


def _check(body: str) -> str:
    rest, digits = zlib.crc32(body.encode()), ""
    for _ in range(_CHECK_CHARACTERS):
        rest, digit = divmod(rest, len(_ALPHABET))
        digits = _ALPHABET[digit] + digits
    return digits
