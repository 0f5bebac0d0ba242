"""Links by which a customer answers without a key: unguessable, and in no database.

A link's token is the survey's id and a MAC of it: 256 bits that only who holds the pepper can make. So
there is nothing to store, nothing to steal from a backup, and a repeated command tells the same link
again. Changing the pepper ends every link.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from uuid import UUID

_ID_BYTES = 16
_PURPOSE = b"tuoke survey link 1"
TOKEN_CHARACTERS = 64
"""Of 48 bytes in base64: the id and the MAC."""


class Links:
    """Makes tokens and knows them again."""

    def __init__(self, pepper: str) -> None:
        # A key of its own: what is known of one use of the pepper says nothing of another.
        self._key = hmac.digest(pepper.encode(), _PURPOSE, "sha256")

    def token(self, survey_id: UUID) -> str:
        """Return the survey's token."""
        return urlsafe_b64encode(survey_id.bytes + self._mac(survey_id.bytes)).decode()

    def survey_of(self, token: str) -> UUID | None:
        """Return the survey whose token this is, or None for one that we did not make."""
        if len(token) != TOKEN_CHARACTERS or not token.isascii():
            return None
        try:
            told = urlsafe_b64decode(token)
        except (Error, ValueError):
            return None
        survey, mac = told[:_ID_BYTES], told[_ID_BYTES:]
        # In constant time, or the answer's time would tell how much of a guess was right.
        return UUID(bytes=survey) if hmac.compare_digest(mac, self._mac(survey)) else None

    def _mac(self, survey: bytes) -> bytes:
        return hmac.digest(self._key, survey, "sha256")
