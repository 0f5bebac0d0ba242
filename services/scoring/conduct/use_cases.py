"""The use cases of conduct, one short method a command: gather, decide, append."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

import msgspec

from services.scoring.conduct.by_policy import conditions_of, refuse_unknown_rule
from services.scoring.conduct.decide import (
    CONDUCT,
    AppealSanction,
    Conduct,
    ConductCommand,
    ConductUnknown,
    DecideAppeal,
    DecideSanction,
    ProposeSanction,
    Record,
    RecordViolation,
    SanctionUnknown,
    WithdrawSanction,
    WithdrawViolation,
)
from services.scoring.conduct.events import (
    AppealDecided,
    AppealVerdict,
    ConductEvent,
    Evidence,
    Measure,
    SanctionAppealed,
    SanctionDecided,
    SanctionProposed,
    SanctionWithdrawn,
    Verdict,
    ViolationKind,
    ViolationRecorded,
    ViolationWithdrawn,
)
from services.scoring.conduct.published import publish
from shared.in_force import InForce
from shared.kit.eventstore.codec import Codec
from shared.kit.eventstore.handle import Intent, Publisher, Request, StreamKind, handle
from shared.kit.eventstore.port import Appended
from shared.kit.eventstore.postgres import PostgresEventStore
from shared.kit.external_ids import external_id
from shared.kit.ids import uuid7
from shared.kit.plausible_time import refuse_implausible

CODEC: Codec[ConductEvent] = Codec(
    ViolationRecorded,
    ViolationWithdrawn,
    SanctionProposed,
    SanctionWithdrawn,
    SanctionDecided,
    SanctionAppealed,
    AppealDecided,
)
PREFIX = "conduct-"


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody saw, against which chapter of the book or clause of the documents, and what shows it."""

    person: str
    kind: ViolationKind
    chapter: str | None
    clause: str | None
    what: str
    evidence: tuple[Evidence, ...]
    happened_at: datetime | None


@dataclass(frozen=True, slots=True)
class Asked:
    """Which sanction on whose record, and the record's version that the caller saw."""

    person_id: UUID
    sanction_id: UUID
    if_version: int


def person_id_of(person: str) -> UUID:
    """Return the id of the person's record; the same name is the same person."""
    return external_id("person", "staff", person)


def stream_of(person_id: UUID) -> str:
    """Return the person's stream."""
    return f"{PREFIX}{person_id}"


@dataclass(frozen=True, slots=True)
class Conducts:
    """What can be done about people's conduct, each time under the policy in force."""

    store: PostgresEventStore
    kind: StreamKind[Conduct, ConductCommand, ConductEvent]
    books: InForce

    @classmethod
    def of(cls, store: PostgresEventStore, publisher: Publisher, books: InForce) -> Self:
        """Return the use cases over `store`."""
        return cls(store, StreamKind(CONDUCT, CODEC, publish, publisher), books)

    async def record(self, seen: Seen, request: Request) -> Appended:
        """The violation is on record. Raises RuleUnknown, and the rejections of an implausible time."""
        happened_at = seen.happened_at or request.now
        # Before the book is looked up: none holds for a year that cannot be.
        refuse_implausible(happened_at, request.now, "happened_at")
        book = await self.books.at(happened_at)
        refuse_unknown_rule(seen.chapter, seen.clause, book)
        person_id, violation_id = person_id_of(seen.person), uuid7()
        command = RecordViolation(
            violation_id=violation_id,
            person_id=person_id,
            person=seen.person,
            kind=seen.kind,
            chapter=seen.chapter,
            clause=seen.clause,
            what=seen.what,
            evidence=seen.evidence,
            happened_at=happened_at,
            policy_version=book.version,
            by=request.principal,
            now=request.now,
        )
        return await self._handle(person_id, command, request, {"violation_id": violation_id})

    async def withdraw_violation(
        self, person_id: UUID, violation_id: UUID, reason: str, request: Request, if_version: int
    ) -> Appended:
        """It was no violation."""
        command = WithdrawViolation(violation_id, reason, request.principal, request.now)
        answer = {"violation_id": violation_id}
        return await self._handle(person_id, command, request, answer, if_version)

    async def propose(
        self, person: str, measure: Measure, violations: tuple[UUID, ...], reason: str, request: Request
    ) -> Appended:
        """A measure is proposed, if the policy's conditions for it are met (S6-13)."""
        person_id, sanction_id = person_id_of(person), uuid7()
        command = ProposeSanction(
            sanction_id=sanction_id,
            measure=measure,
            violations=violations,
            reason=reason,
            conditions=conditions_of(await self.books.at(request.now), measure),
            by=request.principal,
            now=request.now,
        )
        return await self._handle(person_id, command, request, {"sanction_id": sanction_id})

    async def withdraw(self, asked: Asked, reason: str, request: Request) -> Appended:
        """The proposal is taken back."""
        command = WithdrawSanction(asked.sanction_id, reason, request.principal, request.now)
        return await self._of_sanction(asked, command, request)

    async def approver(self, person_id: UUID, sanction_id: UUID, now: datetime) -> str:
        """Return the role that decides on this measure. Raises ConductUnknown, SanctionUnknown."""
        measure = await self._measure(person_id, sanction_id)
        return (await self.books.at(now)).sanctions.measures[measure].approver

    async def decide(self, asked: Asked, verdict: Verdict, reason: str, request: Request) -> Appended:
        """The measure is in effect, or refused."""
        measure = await self._measure(asked.person_id, asked.sanction_id)
        conditions = conditions_of(await self.books.at(request.now), measure)
        by, now = request.principal, request.now
        command = DecideSanction(asked.sanction_id, verdict, reason, conditions, by, now)
        return await self._of_sanction(asked, command, request)

    async def appeal(self, asked: Asked, reason: str, request: Request) -> Appended:
        """The measure is to be looked at again."""
        command = AppealSanction(asked.sanction_id, reason, request.principal, request.now)
        return await self._of_sanction(asked, command, request)

    async def decide_appeal(
        self, asked: Asked, verdict: AppealVerdict, reason: str, request: Request
    ) -> Appended:
        """The measure is upheld or lifted."""
        version = (await self.books.at(request.now)).version
        by, now = request.principal, request.now
        command = DecideAppeal(asked.sanction_id, verdict, reason, version, by, now)
        return await self._of_sanction(asked, command, request)

    async def read(self, person_id: UUID) -> tuple[Record, int]:
        """Return the person's record and its version. Raises ConductUnknown."""
        loaded = await self.store.load(stream_of(person_id))
        record = self.kind.fold(loaded.events)
        if record is None:
            raise ConductUnknown(person_id=str(person_id))
        return record, len(loaded.events)

    async def newest(self, before: int | None, rows: int) -> Sequence[tuple[int, Record]]:
        """Return at most `rows` people's records, the newest first, from behind position `before`."""
        found = await self.store.streams_named(PREFIX, before, rows)
        records = [(position, await self.read(UUID(name.removeprefix(PREFIX)))) for position, name in found]
        return [(position, record) for position, (record, _) in records]

    async def _measure(self, person_id: UUID, sanction_id: UUID) -> Measure:
        record, _ = await self.read(person_id)
        if sanction_id not in record.sanctions:
            raise SanctionUnknown(sanction_id=str(sanction_id))
        return record.sanctions[sanction_id].proposed.measure

    async def _of_sanction(self, asked: Asked, command: ConductCommand, request: Request) -> Appended:
        named = {"sanction_id": asked.sanction_id}
        return await self._handle(asked.person_id, command, request, named, asked.if_version)

    async def _handle(
        self,
        person_id: UUID,
        command: ConductCommand,
        request: Request,
        named: dict[str, UUID],
        if_version: int | None = None,
    ) -> Appended:
        answer = msgspec.json.encode({"person_id": person_id} | named)
        intent = Intent(
            self.kind,
            stream_of(person_id),
            str(person_id),
            command,
            request,
            answer=answer,
            if_version=if_version,
        )
        return await handle(self.store, intent)
