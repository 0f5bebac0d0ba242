"""The two connections of a projector: one reads the next batch's rows while the other writes."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from shared.kit.errors import Unavailable
from shared.kit.postgres.failures import is_momentary
from shared.kit.projection.compose import QUERIES, search_path
from shared.kit.projection.fingerprint import NotCreated, Outdated, fingerprint
from shared.kit.projection.memory import TopicPartition
from shared.kit.projection.port import Heeding, ReadModel

CONNECTIONS_HELD: Final = 2
"""A pool must be larger than this for each projector of its process, or nothing else gets a connection."""

ACQUIRE_TIMEOUT_S: Final = 5.0


class Session:
    """Connections whose search path is one projection's schema, held as long as the projector runs.

    The search path is set once a connection, so that a batch is one round trip. When a rebuild is
    swapped in by renaming schemas, the next statement means the new tables, and its fence fails.
    """

    def __init__(self, pool: Any, schema: str, model: ReadModel[Any]) -> None:
        self._pool, self._schema, self._model = pool, schema, model
        self._heeding = model if isinstance(model, Heeding) else None
        self._reader: Any = None
        self._writer: Any = None

    async def open(self) -> None:
        """Both connections are held and the rows are of this code."""
        try:
            self._reader = await self._pool.acquire(timeout=ACQUIRE_TIMEOUT_S)
            self._writer = await self._pool.acquire(timeout=ACQUIRE_TIMEOUT_S)
            await self._check()
            for connection in (self._reader, self._writer):
                await connection.execute(search_path(self._schema))
        except BaseException as error:
            await self.close()
            if is_momentary(error):
                raise Unavailable(
                    f"projection {self._schema}: no {CONNECTIONS_HELD} connections ({type(error).__name__})"
                ) from error
            raise

    async def _check(self) -> None:
        if not await self._reader.fetchval(QUERIES["schema_exists"], self._schema):
            raise NotCreated(self._schema)
        await self._reader.execute(search_path(self._schema))
        if await self._reader.fetchval(QUERIES["fingerprint"]) != fingerprint(self._model):
            raise Outdated(self._schema)

    async def close(self) -> None:
        """Both connections are back in the pool, which resets them."""
        for connection in (self._reader, self._writer):
            if connection is not None:
                await self._pool.release(connection)
        self._reader = self._writer = None

    async def claim(
        self,
        partitions: Collection[TopicPartition],
        first: Callable[[Collection[TopicPartition]], Awaitable[Mapping[TopicPartition, int]]],
        owner: str,
        start: str,
    ) -> Sequence[Any]:
        """Only `owner` may move the offsets of these partitions; returns them as they are."""
        known = {
            (row["topic"], row["partition"]): row["next_offset"]
            for row in await self._writer.fetch(
                QUERIES["positions"],
                sorted({topic for topic, _ in partitions}),
                sorted({number for _, number in partitions}),
            )
        }
        unknown = [held for held in partitions if held not in known]
        offsets = {**known, **(await first(unknown) if unknown else {})}
        claims = sorted(partitions)
        rows: Sequence[Any] = await self._writer.fetch(
            QUERIES["claim"],
            [topic for topic, _ in claims],
            [number for _, number in claims],
            [offsets[claim] for claim in claims],
            start,
            owner,
        )
        return rows

    async def parked(self, numbers: Sequence[int]) -> dict[int, set[str]]:
        """Return the keys that stand still, by partition."""
        keys: dict[int, set[str]] = {number: set() for number in numbers}
        for row in await self._writer.fetch(QUERIES["parked_of"], numbers):
            keys[row["partition"]].add(row["key"])
        return keys

    async def rulings(self, numbers: Sequence[int]) -> dict[tuple[str, int, int], str]:
        """Return what people decided about single records."""
        return {
            (row["topic"], row["partition"], row["offset"]): row["state"]
            for row in await self._writer.fetch(QUERIES["rulings_of"], numbers)
        }

    async def heed(self) -> None:
        """The model knows what is announced by now."""
        if self._heeding is not None:
            await self._heeding.heed(self._reader)

    async def rows(self, keys: Sequence[str]) -> Sequence[Any]:
        """Return the rows of keys that have one."""
        rows: Sequence[Any] = await self._reader.fetch(self._model.select, keys)
        return rows

    async def due(self, query: str, numbers: Sequence[int], now: datetime, limit: int) -> Sequence[Any]:
        """Return rows that time alone changes."""
        rows: Sequence[Any] = await self._reader.fetch(query, numbers, now, limit)
        return rows

    async def write(self, text: str, values: Sequence[Any]) -> None:
        """The statement took effect, whole."""
        await self._writer.execute(text, *values)
