"""API keys in memory, for tests of routes that need a caller and no database."""

from dataclasses import replace
from datetime import datetime, timedelta

from shared.contracts.roles import Role
from shared.kit.clock import Clock
from shared.kit.http.key_ring import KeyRing
from shared.kit.http.keys import StoredKey
from shared.kit.http.tokens import digest, mint

PEPPER = "pepper-of-tests-only-0123456789abcdef"


class MemoryKeys:
    """Where a `KeyRing` finds keys; counts how often it is asked."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.ticks = 0.0
        self.rows: dict[str, StoredKey] = {}
        self.asked = 0
        self.touched = 0

    async def find(self, key_id: str) -> StoredKey | None:
        self.asked += 1
        return self.rows.get(key_id)

    async def touch(self, key_id: str, now: datetime) -> None:
        self.touched += 1
        self.rows[key_id] = replace(self.rows[key_id], last_used_at=now)

    def create(self, *roles: Role, name: str = "test", ends_in: timedelta | None = None) -> str:
        """A key with those roles exists; returns its token."""
        token, now = mint(), self._clock.now()
        end = now + ends_in if ends_in else None
        self.rows[token.id] = StoredKey(
            token.id, digest(token, PEPPER), name, frozenset(roles), now, expires_at=end, last_used_at=now
        )
        return token.text

    def revoke(self, token: str) -> None:
        """The key of that token is refused from now on."""
        key_id = token.split("_")[1]
        self.rows[key_id] = replace(self.rows[key_id], revoked_at=self._clock.now())

    def ring(self) -> KeyRing:
        """Return a ring that looks up here."""
        return KeyRing(self, PEPPER, self._clock, lambda: self.ticks)


def bearer(token: str, **headers: str) -> dict[str, str]:
    """Return the request headers of that caller; `idempotency_key="k"` becomes `Idempotency-Key: k`."""
    return {"Authorization": f"Bearer {token}"} | {k.replace("_", "-"): v for k, v in headers.items()}
