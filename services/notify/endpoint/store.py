"""Endpoints in the ledger: read as they stand, changed with their trail, each command once.

Everything here runs in the caller's transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from services.notify.endpoint.announce import publish_disabled
from shared.contracts.notify import DisableReason
from shared.kit.errors import CommandReused
from shared.kit.eventstore.port import CommandId
from shared.kit.postgres.pool import Connection
from shared.kit.postgres.queries import load_queries

QUERIES = load_queries(Path(__file__).with_name("endpoints.sql"))


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint as its owner sees it; its secrets are not among it."""

    id: UUID
    version: int
    url: str
    description: str
    view: str
    status: str
    reason: str | None
    failing_since: datetime | None
    created_at: datetime
    changed_at: datetime
    filters: Sequence[str]


@dataclass(frozen=True, slots=True)
class Change:
    """One line of an endpoint's audit trail."""

    version: int
    change: str
    url: str
    filters: Sequence[str]
    view: str
    status: str
    changed_by: str
    changed_at: datetime


async def find(connection: Connection, endpoint: UUID) -> Endpoint | None:
    """Return the endpoint, unless there is none or it was deleted."""
    row = await connection.fetchrow(QUERIES["find"], endpoint)
    return None if row is None else Endpoint(**row)


async def page(connection: Connection, after: UUID | None, rows: int) -> Sequence[Endpoint]:
    """Return so many endpoints by age, from after one."""
    return [Endpoint(**row) for row in await connection.fetch(QUERIES["page"], after, rows)]


async def trail(connection: Connection, endpoint: UUID, rows: int) -> Sequence[Change]:
    """Return what changed about the endpoint, oldest first; also of a deleted one."""
    return [Change(**row) for row in await connection.fetch(QUERIES["changes"], endpoint, rows)]


async def replace_filters(connection: Connection, endpoint: UUID, filters: Sequence[str]) -> None:
    """The endpoint hears exactly these patterns."""
    await connection.execute(QUERIES["remove_filters"], endpoint)
    await connection.execute(QUERIES["add_filters"], endpoint, sorted(set(filters)))


async def record(connection: Connection, endpoint: UUID, change: str, by: str) -> None:
    """The trail holds what the endpoint says now. Call it once for each new version."""
    await connection.execute(QUERIES["record_change"], endpoint, change, by)


async def disable(  # noqa: PLR0913 -- each is one fact of the change
    connection: Connection, topic: str, endpoint: UUID, reason: DisableReason, *, by: str, at: datetime
) -> int | None:
    """The endpoint is disabled, recorded and announced.

    Returns its new version, or None when it was not enabled: then nothing changes. Safe to repeat.
    """
    version: int | None = await connection.fetchval(QUERIES["disable"], endpoint, reason, at)
    if version is not None:
        await record(connection, endpoint, "disabled", by)
        await publish_disabled(connection, topic, endpoint, version, reason, at=at)
    return version


async def once(
    connection: Connection, command: CommandId, subject: UUID, answer: Mapping[str, Any]
) -> Mapping[str, Any] | None:
    """The command is this transaction's: None, and the caller carries it out and answers `answer`.

    When it was carried out before, returns the answer of then, and the caller changes nothing.
    Raises `CommandReused` when the id came with another request.
    """
    claimed = await connection.fetchval(
        QUERIES["remember_command"],
        command.id,
        command.request_hash,
        f"endpoint-{subject}",
        msgspec.json.encode(answer),
    )
    if claimed is not None:
        return None
    before = await connection.fetchrow(QUERIES["earlier_command"], command.id)
    if before is None or before["request_hash"] != command.request_hash:
        raise CommandReused(command.id)
    decoded: Mapping[str, Any] = msgspec.json.decode(before["answer"])
    return decoded
