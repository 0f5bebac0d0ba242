"""Publishes again what was published: the same ids, sequences and times, from the stored facts.

For a topic that was lost or a consumer that halts on a gap. Consumers pass over what they have seen,
so a replay of too much costs time and nothing else. What is built is today's mapping of the facts.
"""

from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from shared.kit.errors import KitError
from shared.kit.eventstore.port import Outgoing, StoredEvent
from shared.kit.eventstore.postgres import PostgresEventStore
from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.pool import Pool
from shared.kit.postgres.queries import load_queries

REQUEUE_ROWS_MAX = 500

_SQL = load_queries(Path(__file__).with_name("sql") / "eventstore.sql")


class Publishes(Protocol):
    """What a replay needs of a `StreamKind`."""

    def message_of(self, stored: StoredEvent) -> Outgoing | None:
        """Return the stored event's message."""
        ...


class Unpublishable(KitError):  # noqa: N818 -- it names the event
    """A fact that was once published maps to nothing now: leaving it out would tear a hole."""

    code = "unpublishable"


@dataclass(frozen=True, slots=True)
class Republished:
    """A message as it went out the first time."""

    key: str
    sequence: int
    message: Outgoing


async def republished(
    store: PostgresEventStore, kinds: Mapping[str, Publishes], key: str | None = None, after: int = 0
) -> AsyncGenerator[Republished, None]:
    """Yield all messages ever published, or those of one key after one of its sequences.

    `kinds` finds the stream kind by the part of the stream's name before its first dash. Within a
    key the order is that of the sequence. Raises `Unpublishable` and `UnknownEvent`.
    """
    stored_events = store.scan() if key is None else store.published(key, after)
    async with aclosing(stored_events) as events:
        async for stored in events:
            if stored.sequence is None:
                continue
            kind = kinds.get(stored.stream.partition("-")[0])
            message = kind.message_of(stored) if kind else None
            if message is None:
                raise Unpublishable(f"{stored.type} at {stored.stream} version {stored.version}")
            yield Republished(stored.key, stored.sequence, message)


async def requeue(
    pool: Pool,
    store: PostgresEventStore,
    kinds: Mapping[str, Publishes],
    key: str | None = None,
    after: int = 0,
) -> int:
    """What `republished` yields stands in the outbox again; returns how many messages that are.

    Committed in pages of `REQUEUE_ROWS_MAX`. Interrupted, it may be run again from the start.
    """
    count = 0
    page: list[Republished] = []
    async with aclosing(republished(store, kinds, key, after)) as messages:
        async for one in messages:
            page.append(one)
            if len(page) == REQUEUE_ROWS_MAX:
                count += await _queue(pool, page)
                page.clear()
    return count + await _queue(pool, page)


async def _queue(pool: Pool, page: Iterable[Republished]) -> int:
    rows = [
        (sent.topic, one.key, one.sequence, sent.headers.decode(), sent.value)
        for one in page
        for sent in (one.message,)
    ]
    if rows:
        with momentary_as_unavailable("requeue"):
            await pool.execute(_SQL["requeue"], *(list(column) for column in zip(*rows, strict=True)))
    return len(rows)
