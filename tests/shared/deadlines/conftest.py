"""A store on a migrated database, and a person's hand on its deadlines."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

import pytest

from shared.kit.clock import FixedClock
from shared.kit.deadlines.due import Due
from shared.kit.decider import CancelDeadline, SetDeadline
from shared.kit.eventstore import MIGRATIONS
from shared.kit.eventstore.port import AnyVersion, Append, CommandId, NewEvent
from shared.kit.eventstore.postgres import PostgresEventStore
from shared.kit.postgres.migrate import migrate
from shared.kit.postgres.pool import Pool, opened_pool
from tests.support.eventually import eventually


@pytest.fixture
async def pool(database: str) -> AsyncIterator[Pool]:
    await migrate(database, [MIGRATIONS])
    async with opened_pool(database, application_name="tests") as pool:
        yield pool


@dataclass
class Cases:
    """A service with one kind of stream: a case is opened with a deadline and breached by it."""

    pool: Pool
    store: PostgresEventStore
    clock: FixedClock
    handled: list[str] = field(default_factory=list)

    async def open(self, id_: str, due_at: datetime, *, key: str | None = None, kind: str = "breach") -> None:
        """The case `id_` has a deadline of the same id; opening it again moves it."""
        change = SetDeadline(id_, kind, due_at, {"case": id_})
        await self.store.append(
            Append(f"case-{id_}", key or id_, AnyVersion(), [], _command(), b"", deadlines=[change])
        )

    async def close(self, id_: str) -> None:
        """The case ends without a breach."""
        await self.store.append(
            Append(f"case-{id_}", id_, AnyVersion(), [], _command(), b"", deadlines=[CancelDeadline(id_)])
        )

    async def breach(self, due: Due, by: CommandId | None = None) -> None:
        """The handler: one breach, which ends the deadline."""
        self.handled.append(due.id)
        event = NewEvent(uuid4(), "breached", 1, b"{}", b"{}", self.clock.now(), None)
        cancel = CancelDeadline(due.id)
        await self.store.append(
            Append(due.stream, due.key, AnyVersion(), [event], by or due.command, b"", deadlines=[cancel])
        )

    async def breaches(self) -> dict[str, int]:
        """Return how many breaches each stream has."""
        rows = await self.pool.fetch("SELECT stream, count(*) AS n FROM events GROUP BY stream")
        return {row["stream"]: row["n"] for row in rows}

    async def standing(self) -> list[str]:
        rows = await self.pool.fetch("SELECT id FROM deadlines ORDER BY id")
        return [row["id"] for row in rows]

    async def nothing_stands(self) -> None:
        """Every deadline has ended, within a while."""

        async def ended() -> bool:
            return not await self.standing()

        _: bool = await eventually(ended)


def _command() -> CommandId:
    return CommandId(uuid4().hex, b"")


@pytest.fixture
def cases(pool: Pool) -> Cases:
    return Cases(pool, PostgresEventStore(pool), FixedClock())
