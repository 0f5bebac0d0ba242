"""The function that appends sets does what the memory store does one by one, on random commands."""

import asyncio
import random
from collections.abc import Hashable, Sequence
from datetime import timedelta

import pytest

from shared.kit.decider import CancelDeadline, DeadlineChange, Reserve, SetDeadline
from shared.kit.errors import Refused
from shared.kit.eventstore.arrays import arguments, outcomes
from shared.kit.eventstore.memory import MemoryEventStore
from shared.kit.eventstore.port import AnyVersion, Append, Appended, Exactly, Expected, NoStream
from shared.kit.eventstore.postgres import PostgresEventStore
from shared.kit.eventstore.verify import verify
from shared.kit.postgres.pool import Pool
from tests.shared.eventstore.append_sql import SQL, append_group, stands_in_line
from tests.support.databases import connected
from tests.support.eventstore_subject import NOON, append, command, event, everything

ROUNDS = 40
GROUP_MAX = 12


def _expected(draw: random.Random) -> Expected:
    wanted: list[Expected] = [NoStream(), AnyVersion(), AnyVersion(), *(Exactly(n) for n in range(1, 5))]
    return draw.choice(wanted)


def _change(draw: random.Random, id_: str) -> DeadlineChange:
    if draw.random() < 0.4:
        return CancelDeadline(id_)
    return SetDeadline(id_, "due", NOON + timedelta(minutes=draw.randrange(100)))


def _append(draw: random.Random) -> Append:
    stream = draw.randrange(12)
    key = f"k{stream % 4}" if draw.random() < 0.95 else "stranger"
    return append(
        f"s{stream}",
        *(event(str(draw.random()), public=draw.random() < 0.6) for _ in range(draw.randrange(4))),
        key=key,
        expected=_expected(draw),
        by=command(f"c{draw.randrange(80)}", draw.choice(["body", "body", "other body"])),
        answer=str(draw.random()).encode(),
        deadlines=[_change(draw, f"d{n}") for n in draw.sample(range(10), draw.randrange(3))],
        reservations=[Reserve("phone", str(n)) for n in draw.sample(range(15), draw.randrange(3))],
    )


def _group(draw: random.Random) -> Sequence[Append]:
    """Commands that may share a group, as the committer would put them together."""
    group: list[Append] = []
    taken: set[Hashable] = set()
    for one in (_append(draw) for _ in range(GROUP_MAX)):
        claims: set[Hashable] = {
            one.stream,
            one.command.id,
            *(r.value for r in one.reservations),
            *(d.id for d in one.deadlines),
        }
        if taken.isdisjoint(claims):
            group.append(one)
            taken |= claims
    return group


async def _one_by_one(store: MemoryEventStore, one: Append) -> Appended | Refused:
    try:
        return await store.append(one)
    except Refused as refused:
        return refused


@pytest.mark.parametrize("seed", range(4))
async def test_a_group_is_its_commands_one_by_one(pool: Pool, seed: int) -> None:
    draw = random.Random(seed)
    memory = MemoryEventStore()
    seen: set[str] = set()
    for _ in range(ROUNDS):
        group = _group(draw)
        (row,) = await pool.fetch(SQL["append_group"], *arguments(group))
        for one, in_postgres in zip(group, outcomes(group, row), strict=True):
            in_memory = await _one_by_one(memory, one)
            assert (type(in_postgres), str(in_postgres)) == (type(in_memory), str(in_memory))
        seen.update(row["verdict"])
    assert len(seen) == 6, "every verdict must have come up"

    def plain(events: Sequence[object]) -> list[tuple[object, ...]]:
        return [
            tuple(getattr(e, name) for name in ("stream", "version", "id", "key", "sequence")) for e in events
        ]

    assert plain(await everything(PostgresEventStore(pool))) == plain(await everything(memory))
    outbox = await pool.fetch("SELECT key, sequence, value FROM outbox ORDER BY position")
    assert [tuple(row) for row in outbox] == [(q.key, q.sequence, q.message.value) for q in memory.outbox]
    deadlines = await pool.fetch("SELECT id, due_at FROM deadlines")
    assert dict(tuple(row) for row in deadlines) == {id_: d.due_at for id_, d in memory.deadlines.items()}
    reservations = await pool.fetch("SELECT kind, value, stream FROM reservations")
    assert {(row[0], row[1]): row[2] for row in reservations} == memory.reservations
    assert await verify(pool) == []


async def test_a_deadline_is_cancelled_though_the_worker_touches_it(database: str, pool: Pool) -> None:
    store = PostgresEventStore(pool)
    await store.append(append("s", deadlines=[SetDeadline("d", "due", NOON)]))
    async with connected(database) as worker, connected(database) as service, pool.acquire() as observer:
        async with worker.transaction():
            await worker.execute("UPDATE deadlines SET attempts = 1")
            cancelling = asyncio.create_task(
                append_group(service, append("s", deadlines=[CancelDeadline("d")]))
            )
            await stands_in_line(observer, service)()
        await cancelling
    assert await pool.fetchval("SELECT count(*) FROM deadlines") == 0
