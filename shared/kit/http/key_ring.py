"""The caller behind a token, remembered for a while."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from time import monotonic

import structlog

from shared.kit.clock import Clock
from shared.kit.errors import Unavailable
from shared.kit.http.keys import KeyFinder, StoredKey
from shared.kit.http.tokens import digest, parse

log = structlog.get_logger()

CACHED_S = 30.0
CACHED_MAX = 10_000
_TOUCHED_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Principal:
    """The caller. `name` outlives a rotation of the key; `key_id` does not."""

    name: str
    key_id: str
    roles: frozenset[str]


class KeyRing:
    """Tells the caller from a token. Keys are remembered for `CACHED_S`, so a revocation takes that long."""

    def __init__(
        self, keys: KeyFinder, pepper: str, clock: Clock, ticks: Callable[[], float] = monotonic
    ) -> None:
        # What is remembered ages by a clock that cannot be set back; what has expired is told by the other.
        self._keys, self._pepper, self._clock, self._ticks = keys, pepper, clock, ticks
        self._known: dict[str, _Known] = {}
        self._verified: dict[bytes, str] = {}

    async def principal(self, text: str) -> Principal | None:
        """Return the caller, or None when the token is not one of a living key. Raises `Unavailable`."""
        # A token that was proven is known again by its hash, which saves the checksum and the HMAC.
        shadow = sha256(text.encode()).digest()
        known = self._known.get(self._verified.get(shadow, ""))
        if known is None or known.until < self._ticks():
            known = await self._proven(text, shadow)
            if known is None:
                return None
        now = self._clock.now()
        if not known.key.alive(now):
            return None
        if known.key.last_used_at is None or now - known.key.last_used_at >= _TOUCHED_EVERY:
            await self._touch(known, now)
        return known.principal

    async def _proven(self, text: str, shadow: bytes) -> "_Known | None":
        token = parse(text)
        if token is None:
            return None
        known = self._known.get(token.id)
        if known is None or known.until < self._ticks():
            known = await self._looked_up(token.id)
        # A comparison that stops at the first difference would tell the digest byte by byte.
        if known is None or not hmac.compare_digest(known.key.digest, digest(token, self._pepper)):
            return None
        if len(self._verified) >= CACHED_MAX:
            self._verified.clear()
        self._verified[shadow] = token.id
        return known

    async def _looked_up(self, key_id: str) -> "_Known | None":
        self._known.pop(key_id, None)
        found = await self._keys.find(key_id)
        if found is None:
            # Not remembered: a key is usable the moment it is made, and guesses would fill the memory.
            return None
        if len(self._known) >= CACHED_MAX:
            self._known.pop(next(iter(self._known)))
        known = _Known(self._ticks() + CACHED_S, found, Principal(found.name, found.id, found.roles))
        self._known[key_id] = known
        return known

    async def _touch(self, known: "_Known", now: datetime) -> None:
        # Remembered before the write, so that concurrent requests of one key do not all write.
        known.key = replace(known.key, last_used_at=now)
        try:
            await self._keys.touch(known.key.id, now)
        except Unavailable:
            # A note about the key is no reason to refuse its owner.
            log.warning("api_key.use_not_noted", key_id=known.key.id)


@dataclass(slots=True)
class _Known:
    """A key as remembered, until when, and the caller it stands for."""

    until: float
    key: StoredKey
    principal: Principal
