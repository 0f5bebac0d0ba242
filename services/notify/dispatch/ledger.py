"""What the dispatcher reads of the ledger. Bodies are shared by the lanes that hold them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from uuid import UUID
from weakref import WeakValueDictionary

import asyncpg

from services.notify.delivery.payload import Occurrence, View
from services.notify.dispatch.lane import Body, Due, Lane, Target
from services.notify.endpoint.secrets import Vault
from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.pool import Connection, Pool
from shared.kit.postgres.queries import load_queries

_SQL = load_queries(Path(__file__).with_name("ledger.sql"))


class Ledger:
    """Reads for the dispatcher; every call raises `Unavailable` while the database is away."""

    def __init__(self, pool: Pool, vault: Vault) -> None:
        self._pool, self._vault = pool, vault
        self._bodies: WeakValueDictionary[int, Body] = WeakValueDictionary()

    async def waiting(self, shards: Sequence[int]) -> Mapping[UUID, int]:
        """Return the endpoints of these shards that have rows to act on, with their versions."""
        with momentary_as_unavailable("ledger"):
            rows = await self._pool.fetch(_SQL["waiting_lanes"], shards)
        return {row["endpoint_id"]: row["version"] for row in rows}

    async def targets(self, endpoints: Sequence[UUID]) -> Sequence[Target]:
        """Return the endpoints as they stand now, secrets opened."""
        with momentary_as_unavailable("ledger"):
            rows = await self._pool.fetch(_SQL["targets"], endpoints)
        return [self._target(row) for row in rows]

    async def refill(self, lanes: Mapping[Lane, int]) -> Mapping[UUID, Sequence[Due]]:
        """Return so many of each lane's next rows in their order, those that it knows among them."""
        with momentary_as_unavailable("ledger"):
            async with self._pool.acquire() as connection:
                rows = await connection.fetch(
                    _SQL["refill"],
                    [lane.target.shard for lane in lanes],
                    [lane.target.id for lane in lanes],
                    list(lanes.values()),
                    [lane.target.enabled for lane in lanes],
                )
                bodies = await self._load_bodies(connection, {row["message_no"] for row in rows})
        due: dict[UUID, list[Due]] = {lane.target.id: [] for lane in lanes}
        for row in rows:
            due[row["endpoint_id"]].append(
                Due(
                    row["delivery_id"],
                    row["step"],
                    row["attempts"],
                    row["deadline"],
                    bodies[row["message_no"]],
                )
            )
        return due

    async def _load_bodies(self, connection: Connection, numbers: set[int]) -> Mapping[int, Body]:
        # Held here until the rows hold them: a weak value alone would be gone at once.
        held = {number: body for number in numbers if (body := self._bodies.get(number)) is not None}
        if missing := numbers - held.keys():
            for row in await connection.fetch(_SQL["bodies"], list(missing)):
                held[row["message_no"]] = self._bodies[row["message_no"]] = _body(row)
        return held

    def _target(self, row: asyncpg.Record) -> Target:
        keys = zip(row["key_ids"] or (), row["sealed"] or (), strict=True)
        return Target(
            id=row["id"],
            shard=row["shard"],
            version=row["version"],
            url=row["url"],
            view=View(row["view"]),
            enabled=row["status"] == "enabled",
            secrets=tuple(self._vault.open(sealed, row["id"], key_id) for key_id, sealed in keys),
            secrets_until=row["keys_until"],
            failing_since=row["failing_since"],
        )


def _body(row: asyncpg.Record) -> Body:
    occurrence = Occurrence(
        id=row["id"],
        source=row["source"],
        type=row["type"],
        subject=row["subject"],
        key=row["key"],
        sequence=row["sequence"],
        time=row["occurred_at"],
        dataschema=row["dataschema"],
        data=row["data"],
    )
    return Body(row["message_no"], occurrence, row["traceparent"])
