"""What people and systems do with endpoints: one function a command, each in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_bytes
from typing import ClassVar
from uuid import UUID

from services.notify.delivery.payload import View
from services.notify.endpoint import store
from services.notify.endpoint.addresses import AddressPolicy
from services.notify.endpoint.secrets import SECRET_BYTES, Vault
from services.notify.endpoint.store import QUERIES, Endpoint
from services.notify.endpoint.url import Lookup, check_url
from shared.kit.decider import Rejection
from shared.kit.errors import WrongVersion
from shared.kit.eventstore.handle import Request
from shared.kit.ids import uuid7
from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.pool import Connection, Pool

OVERLAP_MAX = timedelta(days=7)


class EndpointNotFound(Rejection):
    """There is no such endpoint, or it was deleted."""

    code: ClassVar[str] = "endpoint_not_found"


class EndpointNotDisabled(Rejection):
    """Only a disabled endpoint can be enabled."""

    code: ClassVar[str] = "endpoint_not_disabled"


class EndpointNotEnabled(Rejection):
    """The endpoint is disabled: nothing can be sent to it."""

    code: ClassVar[str] = "endpoint_not_enabled"


@dataclass(frozen=True, slots=True)
class NewEndpoint:
    """What a new endpoint is made of."""

    url: str
    filters: Sequence[str]
    view: View = View.FULL
    description: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """What may change about an endpoint; None leaves it as it is."""

    url: str | None = None
    filters: Sequence[str] | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Keyed:
    """An endpoint with a secret that is shown now and never again."""

    endpoint: Endpoint
    secret: bytes
    replayed: bool


class Endpoints:
    """The commands on endpoints. Raise `Unavailable` while the database is away."""

    def __init__(self, pool: Pool, vault: Vault, policy: AddressPolicy, lookup: Lookup, topic: str) -> None:
        self._pool, self._vault, self._policy, self._lookup = pool, vault, policy, lookup
        self._topic = topic

    async def create(self, new: NewEndpoint, request: Request) -> Keyed:
        """The endpoint hears what its sources record from now on. Raises `UrlRefused`, `CommandReused`."""
        await check_url(new.url, self._policy, self._lookup)
        endpoint, key, secret = uuid7(), uuid7(), token_bytes(SECRET_BYTES)
        answer = {"endpoint": str(endpoint), "key": str(key)}
        with momentary_as_unavailable("endpoints"):
            async with self._pool.acquire() as connection, connection.transaction():
                before = await store.once(connection, request.command, endpoint, answer)
                if before is not None:
                    return await self._answered(connection, before["endpoint"], before["key"])
                await connection.execute(
                    QUERIES["create"], endpoint, new.url, new.description, new.view, request.now
                )
                await store.replace_filters(connection, endpoint, new.filters)
                sealed = self._vault.seal(secret, endpoint, key)
                await connection.execute(QUERIES["add_key"], endpoint, key, sealed, request.now)
                await store.record(connection, endpoint, "created", request.principal)
                return Keyed(await _required(connection, endpoint), secret, replayed=False)

    async def change(self, endpoint: UUID, expected: int, changed: Changed, request: Request) -> Endpoint:
        """The endpoint says what was asked, from the seen version on. Raises `WrongVersion`, `UrlRefused`."""
        if changed.url is not None:
            await check_url(changed.url, self._policy, self._lookup)
        with momentary_as_unavailable("endpoints"):
            async with self._pool.acquire() as connection, connection.transaction():
                if await store.once(connection, request.command, endpoint, {}) is not None:
                    return await _required(connection, endpoint)
                version = await connection.fetchval(
                    QUERIES["change"], endpoint, expected, changed.url, changed.description, request.now
                )
                if version is None:
                    actual = (await _required(connection, endpoint)).version
                    raise WrongVersion(f"endpoint-{endpoint}", str(expected), actual)
                if changed.filters is not None:
                    await store.replace_filters(connection, endpoint, changed.filters)
                await store.record(connection, endpoint, "changed", request.principal)
                return await _required(connection, endpoint)

    async def delete(self, endpoint: UUID, request: Request) -> None:
        """The endpoint gets nothing more; what was due ends as disabled. Safe to repeat."""
        with momentary_as_unavailable("endpoints"):
            async with self._pool.acquire() as connection, connection.transaction():
                if await connection.fetchval(QUERIES["delete"], endpoint, request.now) is not None:
                    await connection.execute(QUERIES["remove_filters"], endpoint)
                    await store.record(connection, endpoint, "deleted", request.principal)

    async def rotate(self, endpoint: UUID, overlap: timedelta, request: Request) -> Keyed:
        """A new secret signs from now on, beside the old one until the overlap ends; never more than two."""
        key, secret = uuid7(), token_bytes(SECRET_BYTES)
        with momentary_as_unavailable("endpoints"):
            async with self._pool.acquire() as connection, connection.transaction():
                before = await store.once(connection, request.command, endpoint, {"key": str(key)})
                if before is not None:
                    return await self._answered(connection, str(endpoint), before["key"])
                # The row's lock first: two rotations at once would each retire the same key and leave three.
                await _changed(connection, "touch", endpoint, request)
                ends_at = request.now + min(overlap, OVERLAP_MAX)
                await connection.execute(QUERIES["retire_keys"], endpoint, request.now, ends_at)
                sealed = self._vault.seal(secret, endpoint, key)
                await connection.execute(QUERIES["add_key"], endpoint, key, sealed, request.now)
                await store.record(connection, endpoint, "secret rotated", request.principal)
                return Keyed(await _required(connection, endpoint), secret, replayed=False)

    async def enable(self, endpoint: UUID, request: Request) -> Endpoint:
        """The endpoint hears again what is recorded from now on. Raises `EndpointNotDisabled`."""
        with momentary_as_unavailable("endpoints"):
            async with self._pool.acquire() as connection, connection.transaction():
                if await store.once(connection, request.command, endpoint, {}) is None:
                    if await connection.fetchval(QUERIES["enable"], endpoint, request.now) is None:
                        await _required(connection, endpoint)
                        raise EndpointNotDisabled(endpoint=str(endpoint))
                    await store.record(connection, endpoint, "enabled", request.principal)
                return await _required(connection, endpoint)

    async def disable(self, endpoint: UUID, request: Request) -> Endpoint:
        """The endpoint gets nothing more until it is enabled, and everybody hears of it. Safe to repeat."""
        with momentary_as_unavailable("endpoints"):
            async with self._pool.acquire() as connection, connection.transaction():
                await store.disable(
                    connection, self._topic, endpoint, "asked", by=request.principal, at=request.now
                )
                return await _required(connection, endpoint)

    async def _answered(self, connection: Connection, endpoint: str, key: str) -> Keyed:
        found = await _required(connection, UUID(endpoint))
        sealed = await connection.fetchval(QUERIES["find_key"], found.id, UUID(key))
        return Keyed(found, self._vault.open(sealed, found.id, UUID(key)), replayed=True)


async def _required(connection: Connection, endpoint: UUID) -> Endpoint:
    found = await store.find(connection, endpoint)
    if found is None:
        raise EndpointNotFound(endpoint=str(endpoint))
    return found


async def _changed(connection: Connection, query: str, endpoint: UUID, request: Request) -> None:
    if await connection.fetchval(QUERIES[query], endpoint, request.now) is None:
        raise EndpointNotFound(endpoint=str(endpoint))
