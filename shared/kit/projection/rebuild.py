"""A projection is folded anew beside the live one, and takes its place in one transaction."""

import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from shared.kit.clock import Clock, SystemClock
from shared.kit.errors import Refused
from shared.kit.postgres.pool import Connection, Pool
from shared.kit.projection import schema as schemas
from shared.kit.projection.builder import Builder, Progress, building, made_fresh, silent
from shared.kit.projection.compose import QUERIES, search_path
from shared.kit.projection.consumption import Consumption
from shared.kit.projection.fingerprint import NotCreated
from shared.kit.projection.memory import TopicPartition as Held
from shared.kit.projection.port import ReadModel, Timed
from shared.kit.projection.shares import Apart, Share

SWAP_RECORDS_MAX: Final = 1_000
"""What may be left to fold while the live projector is held still."""

OLD: Final = "_old"
NEXT: Final = "_next"


class RebuildUnderWay(Refused):
    """Another process rebuilds or verifies this projection; wait for it."""

    code = "rebuild_under_way"


class ForeignReaders(Refused):
    """Views outside the projection would go on reading the old rows; the model's `views` must make them."""

    code = "foreign_readers"


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild read, and how long it took."""

    records: int
    seconds: float


async def rebuild(  # noqa: PLR0913 -- one call of a command line
    pool: Pool,
    model: ReadModel[Any],
    consumption: Consumption,
    *,
    grant_to: str | None = None,
    clock: Clock | None = None,
    progress: Callable[[Progress], None] = silent,
    apart: Apart | None = None,
) -> Rebuilt:
    """The live rows are those of a fold of the whole log up to where the live projector stood.

    Nothing is published: what these facts led to was published before. A live projector is fenced by
    the swap and goes on from the new rows. Interrupted, the next call goes on where this one was; the
    rows of before stay in `<name>_old` until the next rebuild. With `apart` a long log is folded by
    several processes. Raises `RebuildUnderWay`, `LogMismatch` and `ShareFailed`.
    """
    began, upcoming = time.monotonic(), model.name + NEXT
    async with pool.acquire() as connection, only_one(connection, model):
        await made_fresh(connection, model, upcoming, resume=True, grant_to=grant_to)
        records = 0 if apart is None else await _shared_out(pool, connection, model, consumption, apart)
        async with building(pool, model, consumption, upcoming, progress) as builder:
            left = SWAP_RECORDS_MAX + 1
            while left > SWAP_RECORDS_MAX:
                records += await builder.fold_to(await _targets(connection, model, builder))
                left = builder.behind(await _targets(connection, model, builder))
            async with connection.transaction():
                records += await _finish(connection, model, builder, clock or SystemClock())
                await _swap(connection, model)
    return Rebuilt(records, time.monotonic() - began)


async def fold_share(
    pool: Pool,
    model: ReadModel[Any],
    consumption: Consumption,
    share: Share,
    progress: Callable[[Progress], None] = silent,
) -> int:
    """A rebuild under way has folded this share up to where the live rows stand; returns the records read.

    Whoever claims the partitions after it fences it, so one left over by a dead rebuild does no harm.
    Raises `NotCreated` when no rebuild is under way, and `LogMismatch`.
    """
    at_work = building(pool, model, consumption, model.name + NEXT, progress, share)
    async with pool.acquire() as connection, at_work as builder:
        targets = await _targets(connection, model, builder)
        return await builder.fold_to({held: end for held, end in targets.items() if share.has(held)})


async def _shared_out(
    pool: Pool, connection: Connection, model: ReadModel[Any], consumption: Consumption, apart: Apart
) -> int:
    if apart.processes == 1:
        return 0
    # Closed before the processes claim their partitions: a builder that is not the last to claim is fenced.
    async with building(pool, model, consumption, model.name + NEXT) as builder:
        shares = apart.shares(builder.behind(await _targets(connection, model, builder)))
    if not shares:
        return 0
    return await apart.fold(shares, lambda share: fold_share(pool, model, consumption, share))


@asynccontextmanager
async def only_one(connection: Connection, model: ReadModel[Any]) -> AsyncIterator[None]:
    """Nobody else rebuilds or verifies this projection. Raises `RebuildUnderWay`, `NotCreated`."""
    if not await schemas.exists(connection, model.name):
        raise NotCreated(model.name)
    if not await connection.fetchval(QUERIES["lock_rebuild"], model.name):
        raise RebuildUnderWay(model.name)
    try:
        yield
    finally:
        if not connection.is_closed():
            await connection.execute(QUERIES["unlock_rebuild"], model.name)


async def live_offsets(connection: Connection, builder: Builder, query: str) -> Mapping[Held, int]:
    """Return where the live projection stands; what it has never read counts to the log's end.

    Its schema must come first in the search path.
    """
    live = {(row["topic"], row["partition"]): row["next_offset"] for row in await connection.fetch(query)}
    unread = [held for held in await builder.log.all_partitions() if held not in live]
    _, end = await builder.log.of(unread)
    return {**live, **end}


async def _targets(connection: Connection, model: ReadModel[Any], builder: Builder) -> Mapping[Held, int]:
    async with connection.transaction():
        await connection.execute(search_path(model.name, local=True))
        targets = await live_offsets(connection, builder, QUERIES["all_offsets"])
    await builder.check(targets)
    return targets


async def _finish(connection: Connection, model: ReadModel[Any], builder: Builder, clock: Clock) -> int:
    """The new rows stand exactly where the live ones do, which do not move until the transaction ends."""
    await connection.execute(search_path(model.name, local=True))
    # The live projector waits here, so what it would publish for the facts after this mark, it
    # publishes from the new rows; and nothing before the mark is published twice.
    records = await builder.fold_to(await live_offsets(connection, builder, QUERIES["lock_offsets"]))
    await builder.redrive_all_but({row["key"] for row in await connection.fetch(QUERIES["parked_keys"])})
    if isinstance(model, Timed):
        await builder.advance(clock.now())
    return records


async def _swap(connection: Connection, model: ReadModel[Any]) -> None:
    live, upcoming, old = model.name, model.name + NEXT, model.name + OLD
    # A statement of the live projector that waits for our lock still means the old tables.
    for schema in (live, upcoming):
        await connection.execute(search_path(schema, local=True))
        await connection.execute(QUERIES["disown_offsets"], uuid4().hex)
    await schemas.drop(connection, old)
    await schemas.rename(connection, live, old)
    await schemas.rename(connection, upcoming, live)
    await schemas.create_views(connection, model)
    readers = [row["name"] for row in await connection.fetch(QUERIES["readers_of"], old)]
    if readers:
        raise ForeignReaders(", ".join(readers))
