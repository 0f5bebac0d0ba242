"""PostgreSQL killed while everybody appends: what was promised is there, and everything is there once."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator

import asyncpg
import pytest

from shared.kit.errors import Unavailable
from shared.kit.eventstore import MIGRATIONS
from shared.kit.eventstore.postgres import PostgresEventStore
from shared.kit.postgres.migrate import migrate
from shared.kit.postgres.pool import Pool, PoolBounds, opened_pool
from tests.support.databases import create
from tests.support.eventstore_subject import append, command, event, everything
from tests.support.eventually import PAUSE_S, eventually
from tests.support.own_parts import OwnPart, own_postgres

WRITERS = 12
PROMISED_BEFORE = 300
"""Appends that were answered before the server is killed."""
PROMISED_AFTER = 200
BOUNDS = PoolBounds(size_max=6, command_timeout_s=5)


class Writers:
    """Each appends to a stream of its own and one that all share, and remembers what it was promised."""

    def __init__(self, pool: Pool) -> None:
        self.stores = [PostgresEventStore(pool) for _ in range(3)]
        self.promised: dict[str, list[str]] = defaultdict(list)
        self.interrupted = 0
        self.stop = False

    def total(self) -> int:
        return sum(map(len, self.promised.values()))

    async def write(self, writer: int) -> None:
        number = 0
        while not self.stop:
            number += 1
            stream = f"own-{writer}" if number % 2 else "shared"
            text = f"{writer}/{number}"
            await self._promised(self.stores[writer % 3], stream, text)
            self.promised[stream].append(text)

    async def _promised(self, store: PostgresEventStore, stream: str, text: str) -> None:
        """The same command until it is answered: whether a cut one took effect, only the store knows."""
        key = "k-shared" if stream == "shared" else f"k-{stream}"
        while True:
            try:
                await store.append(append(stream, event(text), key=key, by=command(text)))
            except Unavailable:
                self.interrupted += 1
                await asyncio.sleep(PAUSE_S)
            else:
                return


@pytest.fixture(scope="module")
def postgres() -> Iterator[OwnPart]:
    with own_postgres() as part:
        yield part


async def _killed_under_load(postgres: OwnPart, options: str = "") -> tuple[Writers, dict[str, list[str]]]:
    """The server fell once while twelve wrote; return what they were promised and what is there."""
    database = await create(await postgres.start())
    await migrate(database, [MIGRATIONS])
    async with opened_pool(f"{database}{options}", application_name="tests", bounds=BOUNDS) as pool:
        writers = Writers(pool)
        async with asyncio.TaskGroup() as tasks:
            for writer in range(WRITERS):
                tasks.create_task(writers.write(writer))
            await eventually(lambda: writers.total() >= PROMISED_BEFORE)
            await postgres.kill()
            await eventually(lambda: writers.interrupted)
            before = writers.total()
            await postgres.start()
            await eventually(lambda: writers.total() >= before + PROMISED_AFTER, 20)
            writers.stop = True
        await _check_numbers(database)
        found: dict[str, list[str]] = defaultdict(list)
        for stored in await everything(writers.stores[0]):
            found[stored.stream].append(stored.data.decode().strip('"'))
    return writers, found


async def _check_numbers(database: str) -> None:
    """Versions of each stream and sequences of each key are 1, 2, 3 …, the outbox in their order."""
    connection = await asyncpg.connect(database)
    try:
        for numbers in (
            "SELECT array_agg(version ORDER BY position) AS n FROM events GROUP BY stream",
            "SELECT array_agg(sequence ORDER BY position) AS n FROM events GROUP BY key",
            "SELECT array_agg(sequence ORDER BY position) AS n FROM outbox GROUP BY key",
        ):
            for row in await connection.fetch(numbers):
                assert row["n"] == list(range(1, len(row["n"]) + 1))
    finally:
        await connection.close()


async def test_a_server_that_is_started_as_make_up_does_waits_for_the_disk(postgres: OwnPart) -> None:
    connection = await asyncpg.connect(await postgres.start())
    try:
        told = {name: await connection.fetchval(f"SHOW {name}") for name in ("fsync", "full_page_writes")}
    finally:
        await connection.close()
    assert told == {"fsync": "on", "full_page_writes": "on"}


async def test_a_server_killed_under_load_keeps_every_promise_once(postgres: OwnPart) -> None:
    writers, found = await _killed_under_load(postgres)
    assert {stream: sorted(texts) for stream, texts in found.items()} == {
        stream: sorted(texts) for stream, texts in writers.promised.items()
    }
    assert {stream: texts for stream, texts in found.items() if stream != "shared"} == {
        stream: texts for stream, texts in writers.promised.items() if stream != "shared"
    }


async def test_without_waiting_for_the_disk_promises_are_broken(postgres: OwnPart) -> None:
    writers, found = await _killed_under_load(postgres, "?synchronous_commit=off")
    promised = {text for texts in writers.promised.values() for text in texts}
    kept = {text for texts in found.values() for text in texts}
    assert kept < promised
