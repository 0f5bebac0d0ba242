"""The delivery log as people read it: what is pending, what ended and how, every attempt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal
from uuid import UUID

from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.pool import Pool
from shared.kit.postgres.queries import load_queries

ATTEMPTS_SHOWN_MAX = 200
_NEWEST = 2**63 - 1

QUERIES = load_queries(Path(__file__).with_name("log.sql"))

State = Literal["pending", "delivered", "failed", "expired", "disabled"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """One endpoint's delivery of one event. `id` is the `webhook-id` of each of its attempts."""

    id: UUID
    endpoint_id: UUID
    message_no: int
    state: State
    reason: str | None
    attempts: int
    ready_at: datetime | None
    ended_at: datetime | None
    type: str
    event_id: str
    source: str


@dataclass(frozen=True, slots=True)
class LoggedAttempt:
    """One call as it went: a status, or the class of the error in its place."""

    attempt: int
    started_at: datetime
    took_ms: int
    status: int | None
    error: str | None
    response: bytes | None


class DeliveryLog:
    """Reads of the ledger for the API. Raise `Unavailable` while the database is away."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def page(
        self, endpoint: UUID, before: int | None, rows: int, state: State | None
    ) -> Sequence[Delivery]:
        """Return so many deliveries of the endpoint, newest message first, from before a message."""
        start = _NEWEST if before is None else before
        with momentary_as_unavailable("delivery log"):
            match state:
                case None:
                    found = await self._pool.fetch(QUERIES["page_all"], endpoint, start, rows)
                case "pending" | "delivered":
                    found = await self._pool.fetch(QUERIES[f"page_{state}"], endpoint, start, rows)
                case _:
                    found = await self._pool.fetch(QUERIES["page_undelivered"], endpoint, start, rows, state)
        return [Delivery(**row) for row in found]

    async def find(self, delivery: UUID) -> Delivery | None:
        """Return the delivery as it stands, or None."""
        with momentary_as_unavailable("delivery log"):
            row = await self._pool.fetchrow(QUERIES["find"], delivery)
        return None if row is None else Delivery(**row)

    async def attempts(self, delivery: UUID) -> Sequence[LoggedAttempt]:
        """Return every attempt in order, those before a resend too, as long as their days are kept."""
        with momentary_as_unavailable("delivery log"):
            rows = await self._pool.fetch(QUERIES["attempts"], delivery, ATTEMPTS_SHOWN_MAX)
        return [LoggedAttempt(**row) for row in rows]
