"""Refused events: kept with their reason, looked at by people, redriven or discarded. Never dropped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal, Self
from uuid import UUID, uuid5

import asyncpg
import msgspec

from shared.contracts.envelope import Message
from shared.kit.clock import Clock
from shared.kit.inbox import bounds
from shared.kit.inbox.received import Received, Refusal
from shared.kit.kafka.records import to_headers
from shared.kit.postgres.pool import Pool
from shared.kit.postgres.queries import load_queries

QUERIES: Final = load_queries(Path(__file__).parent / "sql" / "dead_letters.sql")

_LETTERS: Final = UUID("2f6a35b8-64cb-5c55-9b0f-0d3c64a4b8a1")

State = Literal["open", "redriven", "discarded"]


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A refused event with its reason and, once a person decided, the decision."""

    id: UUID
    origin: str
    principal: str
    ce_source: str | None
    ce_id: str | None
    type: str | None
    key: str | None
    reason: str
    detail: str
    headers: Mapping[str, str]
    value: bytes
    received_at: datetime
    state: State
    attempts: int
    decided_at: datetime | None
    decided_by: str | None
    note: str | None

    @classmethod
    def of(cls, row: asyncpg.Record) -> Self:
        """Return the letter of a row."""
        return cls(**{**row, "headers": msgspec.json.decode(row["headers"])})

    @property
    def received(self) -> Received:
        """The event as it came in, to be tried again."""
        return Received(self.origin, self.principal, self.headers, self.value, self.key)


class DeadLetters:
    """The table of one service. `topic` is its dead-letter topic; None announces nothing."""

    def __init__(self, pool: Pool, service: str, topic: str | None, clock: Clock) -> None:
        self._pool, self._service, self._topic, self._clock = pool, service, topic, clock

    async def keep(self, received: Received, refusal: Refusal) -> None:
        """The event is kept, once however often it comes, and its message is in the outbox."""
        letter = letter_id(received)
        headers, value = self._announcement(letter, received, refusal)
        await self._pool.execute(
            QUERIES["keep"],
            letter,
            received.origin,
            received.principal,
            _text(refusal.source),
            _text(refusal.event_id),
            _text(refusal.type),
            _text(received.key),
            refusal.reason,
            _text(refusal.detail, bounds.DETAIL_MAX_CHARACTERS),
            msgspec.json.encode(dict(received.headers)).decode(),
            received.value,
            self._topic,
            headers,
            value,
        )

    async def list(
        self, state: State | None = "open", reason: str | None = None, limit: int = bounds.LISTED_MAX
    ) -> Sequence[DeadLetter]:
        """Return letters, oldest first, at most `LISTED_MAX`."""
        rows = await self._pool.fetch(QUERIES["list"], state, reason, min(limit, bounds.LISTED_MAX))
        return [DeadLetter.of(row) for row in rows]

    async def show(self, letter: UUID) -> DeadLetter | None:
        """Return one letter whole."""
        row = await self._pool.fetchrow(QUERIES["show"], letter)
        return None if row is None else DeadLetter.of(row)

    async def discard(self, letter: UUID, by: str, note: str) -> bool:
        """The letter is decided: it will never take effect, for the reason in `note`. False if not open."""
        return await self._decide(letter, "discarded", by, note)

    async def redriven(self, letter: UUID, by: str, note: str = "") -> bool:
        """The letter is decided: it took effect. False if not open."""
        return await self._decide(letter, "redriven", by, note)

    async def refused_again(self, letter: UUID, refusal: Refusal) -> None:
        """The letter stays open under its newest reason."""
        detail = _text(refusal.detail, bounds.DETAIL_MAX_CHARACTERS)
        await self._pool.execute(QUERIES["refused_again"], letter, refusal.reason, detail)

    async def forget(self, kept: Mapping[str, timedelta]) -> int:
        """Letters of these types have no content any more once decided, or after that time; returns how many.

        Who did not decide by then is not asked any more: the letter is discarded, and stays with its reason.
        """
        forgotten = 0
        for type_, time in kept.items():
            before, note = self._clock.now() - time, f"content forgotten after {time.days} days"
            by = f"{self._service}:letters"
            forgotten += await self._pool.fetchval(QUERIES["forget"], type_, before, by, note)
        return forgotten

    async def counts(self) -> Mapping[str, int]:
        """Return the number of open letters by reason."""
        return {row["reason"]: row["letters"] for row in await self._pool.fetch(QUERIES["counts"])}

    async def _decide(self, letter: UUID, state: State, by: str, note: str) -> bool:
        return await self._pool.fetchval(QUERIES["decide"], letter, state, by, note) is not None

    def _announcement(self, letter: UUID, received: Received, refusal: Refusal) -> tuple[str, bytes]:
        now, type_ = self._clock.now(), f"tuoke.{self._service}.dead-lettered"
        # Why and where, not what: the content stays in the table, under the table's access rules.
        data = {
            "dead_letter_id": str(letter),
            "origin": received.origin,
            "event_id": _text(refusal.event_id),
            "source": _text(refusal.source),
            "type": _text(refusal.type),
            "reason": refusal.reason,
            "detail": _text(refusal.detail, bounds.DETAIL_MAX_CHARACTERS),
        }
        message = Message(
            id=str(letter),
            source=self._service,
            type=type_,
            subject=f"dead-letter-{letter}",
            key=str(letter),
            sequence=None,  # Numbered by the statement, as every row of the outbox is.
            time=now,
            recorded_at=now,
            dataschema=f"urn:tuoke:schema:{type_.removeprefix('tuoke.')}:1",
            data=msgspec.json.encode(data),
        )
        return msgspec.json.encode(to_headers(message)).decode(), message.data


def letter_id(received: Received) -> UUID:
    """Return the id that the same event always gets: of its content, and for a record of its place too."""
    # A repeat comes in another trace, and is the same event.
    headers = {name: text for name, text in received.headers.items() if not name.endswith("traceparent")}
    told: list[object] = [received.principal, headers]
    if received.origin != "http":
        # The place alone would not do: once a log is lost, another record comes to lie there.
        told += [received.origin, received.key]
    content = msgspec.json.encode(told, order="deterministic")
    return uuid5(_LETTERS, sha256(content + b"\0" + received.value).hexdigest())


def _text(text: str | None, characters_max: int = bounds.ATTRIBUTE_MAX_CHARACTERS) -> str | None:
    # PostgreSQL's text takes neither U+0000 nor lone surrogates, and a letter must always fit.
    if text is None:
        return None
    whole = text[:characters_max].encode("utf-8", "backslashreplace").decode()
    return whole.replace("\0", "\\x00")
