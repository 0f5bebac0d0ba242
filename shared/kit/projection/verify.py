"""Live rows are compared with a fresh fold of the log, row by row; nothing live is touched or held up."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from shared.kit.clock import Clock, SystemClock
from shared.kit.postgres.pool import Connection, Pool
from shared.kit.projection import schema as schemas
from shared.kit.projection.builder import Progress, building, made_fresh, silent
from shared.kit.projection.compose import OUTGOING, QUERIES, search_path
from shared.kit.projection.consumption import Consumption
from shared.kit.projection.port import ReadModel, Timed, Touched
from shared.kit.projection.rebuild import live_offsets, only_one

FRESH: Final = "_verify"
NAMED_MAX: Final = 20
"""Differing keys that are named; more are only counted."""

PAGE_ROWS: Final = 1_000


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that is not the same, or is on one side only."""

    table: str
    key: str
    live: str | None
    fresh: str | None


@dataclass(slots=True)
class Verified:
    """What a verification found: rows compared by table, how many differ, and the first of them."""

    records: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    differing: int = 0
    first: list[Difference] = field(default_factory=list)

    @property
    def equal(self) -> bool:
        """Whether every row is the same on both sides."""
        return self.differing == 0

    def compare(self, table: str, key: str, live: str | None, fresh: str | None) -> None:
        """One more row is compared."""
        self.rows[table] = self.rows.get(table, 0) + 1
        if live != fresh:
            self.differing += 1
            if len(self.first) < NAMED_MAX:
                self.first.append(Difference(table, key, live, fresh))


async def verify(
    pool: Pool,
    model: ReadModel[Any],
    consumption: Consumption,
    *,
    clock: Clock | None = None,
    progress: Callable[[Progress], None] = silent,
) -> Verified:
    """Return how the live rows differ from a fold of the log up to where they stand.

    One snapshot of the live rows is held for as long as the fold takes. Rows that change with time
    are advanced to one moment on both sides first. Needs the right to make a schema. Raises `LogMismatch`.
    """
    found, now = Verified(), (clock or SystemClock()).now()
    async with pool.acquire() as live, only_one(live, model), pool.acquire() as fresh:
        await made_fresh(fresh, model, model.name + FRESH, resume=False)
        try:
            async with live.transaction(isolation="repeatable_read", readonly=True):
                await live.execute(QUERIES["hold_snapshot"])
                await live.execute(search_path(model.name, local=True))
                async with building(pool, model, consumption, model.name + FRESH, progress) as builder:
                    targets = await live_offsets(live, builder, QUERIES["all_offsets"])
                    await builder.check(targets)
                    found.records = await builder.fold_to(targets)
                    await builder.redrive_all_but(
                        {row["key"] for row in await live.fetch(QUERIES["parked_keys"])}
                    )
                    if isinstance(model, Timed):
                        await builder.advance(now)
                async with fresh.transaction():
                    await fresh.execute(search_path(model.name + FRESH, local=True))
                    await _compare(live, fresh, model, now, found)
        finally:
            await schemas.drop(fresh, model.name + FRESH)
    return found


async def _compare(
    live: Connection, fresh: Connection, model: ReadModel[Any], now: datetime, found: Verified
) -> None:
    of_states = await live.fetchval(QUERIES["table_with_states"], model.name)
    for row in await live.fetch(QUERIES["tables_of"], model.name):
        table = row["relname"]
        if table == of_states and isinstance(model, Timed):
            sides = _advanced(live, model, now), _advanced(fresh, model, now)
        else:
            sides = _hashes(live, table), _hashes(fresh, table)
        found.rows.setdefault(table, 0)
        await _merge(table, *sides, found)


async def _merge(
    table: str,
    live: AsyncIterator[tuple[str, str]],
    fresh: AsyncIterator[tuple[str, str]],
    found: Verified,
) -> None:
    # Both sides come by key, so neither has to be held in memory.
    left, right = await anext(live, None), await anext(fresh, None)
    while left is not None or right is not None:
        if right is None or (left is not None and left[0] < right[0]):
            assert left is not None  # noqa: S101 -- the loop's condition, for the type checker
            found.compare(table, left[0], left[1], None)
            left = await anext(live, None)
        elif left is None or right[0] < left[0]:
            found.compare(table, right[0], None, right[1])
            right = await anext(fresh, None)
        else:
            found.compare(table, left[0], left[1], right[1])
            left, right = await anext(live, None), await anext(fresh, None)


async def _hashes(connection: Connection, table: str) -> AsyncIterator[tuple[str, str]]:
    async for row in connection.cursor(QUERIES["row_hashes"], table, prefetch=PAGE_ROWS):
        yield row["row_key"], row["row_hash"]


async def _advanced(
    connection: Connection, model: ReadModel[Any], now: datetime
) -> AsyncIterator[tuple[str, str]]:
    keys: list[str] = []
    async for row in connection.cursor(QUERIES["all_keys"], prefetch=PAGE_ROWS):
        keys.append(row["a_key"])
        if len(keys) == PAGE_ROWS:
            for rendered in await _rendered(connection, model, now, keys):
                yield rendered
            keys.clear()
    for rendered in await _rendered(connection, model, now, keys):
        yield rendered


async def _rendered(
    connection: Connection, model: Any, now: datetime, keys: Sequence[str]
) -> list[tuple[str, str]]:
    # Neither side was written at the same moment as the other, so the rows as they would be written
    # now are compared instead of the rows as they are.
    rendered = []
    for row in sorted(await connection.fetch(model.select, keys), key=lambda row: str(row["key"])):
        state = model.advance(model.load(row), now)
        columns: Mapping[str, Sequence[Any]] = model.rows([Touched(row["key"], 0, None, state, [])])
        values = {name: column for name, column in columns.items() if not name.startswith(OUTGOING)}
        rendered.append((row["key"], f"{row['seen']} {values}"))
    return rendered
