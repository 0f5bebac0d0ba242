"""API keys in the service's database: made, rotated, revoked, listed, found."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from shared.contracts.roles import Role
from shared.kit.errors import Refused
from shared.kit.http.tokens import Token, digest, mint, parse
from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.pool import Pool
from shared.kit.postgres.queries import load_queries

LISTED_MAX = 1_000
ROTATION_GRACE = timedelta(hours=24)
MIGRATIONS = Path(__file__).parent / "sql" / "migrations"

_SQL = load_queries(Path(__file__).parent / "sql" / "keys.sql")


class KeyRefused(Refused):
    """The key cannot be made, rotated or revoked as asked; the message says why."""

    code = "key_refused"


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A key as the database knows it; its secret is not among it."""

    id: str
    digest: bytes
    name: str
    roles: frozenset[str]
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None

    def alive(self, now: datetime) -> bool:
        """Whether the key is neither revoked nor past its end."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


class KeyFinder(Protocol):
    """Where a `KeyRing` looks keys up."""

    async def find(self, key_id: str) -> StoredKey | None:
        """Return the key of that id, ended or not. Raises `Unavailable`."""
        ...

    async def touch(self, key_id: str, now: datetime) -> None:
        """The key counts as used in this hour. Raises `Unavailable`."""
        ...


class ApiKeys:
    """The table `api_keys`. Changing a pepper voids every key in it."""

    def __init__(self, pool: Pool, pepper: str) -> None:
        self._pool, self._pepper = pool, pepper

    async def find(self, key_id: str) -> StoredKey | None:
        """Return the key of that id, ended or not. Raises `Unavailable`."""
        with momentary_as_unavailable("api keys"):
            row = await self._pool.fetchrow(_SQL["find_key"], key_id)
        return _stored(dict(row)) if row else None

    async def touch(self, key_id: str, now: datetime) -> None:
        """The key counts as used in this hour. Raises `Unavailable`."""
        with momentary_as_unavailable("api keys"):
            await self._pool.execute(_SQL["touch_key"], key_id, now)

    async def create(
        self,
        name: str,
        roles: frozenset[Role],
        now: datetime,
        *,
        given: str | None = None,
        expires_at: datetime | None = None,
    ) -> Token:
        """A key of that name and those roles exists; returns its token, which nobody can ask for again.

        `given` is a token minted elsewhere; storing the same one again changes nothing.
        Raises `KeyRefused`.
        """
        token = mint() if given is None else parse(given)
        if token is None:
            raise KeyRefused("the given key has not the form tk_<id>_<secret><checksum>, or a mistyped one")
        stored = await self._pool.fetchval(
            _SQL["insert_key"], token.id, digest(token, self._pepper), name, sorted(roles), now, expires_at
        )
        if stored is None:
            raise KeyRefused(f"another key has the id {token.id}")
        return token

    async def rotate(self, key_id: str, now: datetime, grace: timedelta = ROTATION_GRACE) -> Token:
        """A second key of the same name and roles exists, and the first ends after `grace`.

        Raises `KeyRefused` when there is no such key or it has ended.
        """
        old = await self.find(key_id)
        if old is None or not old.alive(now):
            raise KeyRefused(f"there is no live key {key_id}")
        token = await self.create(old.name, frozenset(Role(role) for role in old.roles), now)
        await self._pool.fetchval(_SQL["end_key"], key_id, now + grace)
        return token

    async def revoke(self, key_id: str, now: datetime) -> None:
        """The key is refused everywhere once the caches have turned over. Raises `KeyRefused`."""
        if await self._pool.fetchval(_SQL["revoke_key"], key_id, now) is None:
            raise KeyRefused(f"there is no key {key_id}")

    async def listed(self) -> list[StoredKey]:
        """Return the keys, newest first, at most `LISTED_MAX`."""
        return [_stored(dict(row)) for row in await self._pool.fetch(_SQL["list_keys"], LISTED_MAX)]


def _stored(row: dict[str, Any]) -> StoredKey:
    return StoredKey(**(row | {"roles": frozenset(row["roles"])}))
