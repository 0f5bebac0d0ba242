"""The complaint's use cases, one short method a command: gather, decide, append."""

from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

import msgspec

from services.visits.complaint.clocks import clocks_of
from services.visits.complaint.decide import (
    COMPLAINT,
    AcknowledgeComplaint,
    Complaint,
    ComplaintCommand,
    ComplaintUnknown,
    FileComplaint,
    ReopenComplaint,
    ResolveComplaint,
    State,
    TakeSteps,
)
from services.visits.complaint.events import (
    Clock,
    ComplaintAcknowledged,
    ComplaintBreached,
    ComplaintEscalated,
    ComplaintEvent,
    ComplaintFiled,
    ComplaintReopened,
    ComplaintResolved,
    complaint_filed_2,
)
from services.visits.complaint.published import publish
from shared.contracts import inbox
from shared.in_force import InForce
from shared.kit.eventstore.codec import Codec
from shared.kit.eventstore.handle import Intent, Publisher, Request, StreamKind, handle, handle_when_made
from shared.kit.eventstore.port import Appended, EventStore
from shared.kit.external_ids import external_id, named_customer_id
from shared.kit.ids import uuid7
from shared.kit.plausible_time import refuse_implausible

CODEC: Codec[ComplaintEvent] = Codec(
    ComplaintFiled,
    ComplaintAcknowledged,
    ComplaintResolved,
    ComplaintBreached,
    ComplaintEscalated,
    ComplaintReopened,
    upcasts={(ComplaintFiled.TYPE, 1): complaint_filed_2},
)

ComplaintIntent = Intent[State, ComplaintCommand, ComplaintEvent]


def stream_of(complaint_id: UUID) -> str:
    """Return the complaint's stream."""
    return f"case-{complaint_id}"


@dataclass(frozen=True, slots=True)
class Complaints:
    """What can be done about complaints, each under the policy in force when it is recorded."""

    store: EventStore
    kind: StreamKind[State, ComplaintCommand, ComplaintEvent]
    books: InForce

    @classmethod
    def of(cls, store: EventStore, publisher: Publisher, books: InForce) -> Self:
        """Return the use cases over `store`."""
        return cls(store, StreamKind(COMPLAINT, CODEC, publish, publisher), books)

    async def file_complaint(self, told: inbox.FileComplaint, request: Request) -> Appended:
        """The complaint is on file and both its clocks run."""
        return await handle_when_made(self.store, request, self.filing(told, request))

    async def filing(self, told: inbox.FileComplaint, request: Request) -> ComplaintIntent:
        """Return what files it. Raises the rejections of an implausible time."""
        ref, customer_id = told.external_ref, named_customer_id(told.customer)
        complaint_id = external_id("complaint", ref.source, ref.ref) if ref else uuid7()
        filed_at = told.filed_at or request.now
        # Before the clocks are worked out: a calendar has no days for a year that cannot be.
        refuse_implausible(filed_at, request.now, "filed_at")
        book = await self.books.at(request.now)
        command = FileComplaint(
            complaint_id=complaint_id,
            customer_id=customer_id,
            severity=told.severity,
            summary=told.summary,
            filed_at=filed_at,
            clocks=clocks_of(book, told.severity, filed_at),
            policy_version=book.version,
            now=request.now,
        )
        return self._intent(complaint_id, str(customer_id), command, request, creates=True)

    async def read(self, complaint_id: UUID) -> tuple[Complaint, int]:
        """Return the complaint and its version. Raises ComplaintUnknown."""
        loaded = await self.store.load(stream_of(complaint_id))
        complaint = self.kind.fold(loaded.events)
        if complaint is None:
            raise ComplaintUnknown(complaint_id=str(complaint_id))
        return complaint, len(loaded.events)

    async def acknowledge(self, complaint_id: UUID, request: Request, if_version: int) -> Appended:
        """Someone has taken the complaint up."""
        command = AcknowledgeComplaint(request.principal, request.now)
        return await self._follow(complaint_id, command, request, if_version=if_version)

    async def resolve(
        self, complaint_id: UUID, outcome: str, measure: str | None, request: Request, if_version: int
    ) -> Appended:
        """The complaint is over, with an outcome that the customer can see."""
        command = ResolveComplaint(outcome, measure, request.principal, request.now)
        return await self._follow(complaint_id, command, request, if_version=if_version)

    async def reopen(self, complaint_id: UUID, reason: str, request: Request) -> Appended:
        """It was not solved: both clocks run anew, by its severity and the policy in force."""
        complaint, _ = await self.read(complaint_id)
        book = await self.books.at(request.now)
        command = ReopenComplaint(
            reason=reason,
            clocks=clocks_of(book, complaint.filed.severity, request.now),
            days=book.complaint.reopening.days,
            policy_version=book.version,
            reopened_by=request.principal,
            now=request.now,
        )
        return await self._follow(complaint_id, command, request)

    def stepping(self, complaint_id: UUID, key: str, clock: Clock, request: Request) -> ComplaintIntent:
        """Return what records whatever time has brought to the clock by now: who is told, and its breach."""
        return self._intent(complaint_id, key, TakeSteps(clock, request.now), request)

    async def _follow(
        self, complaint_id: UUID, command: ComplaintCommand, request: Request, **options: Any
    ) -> Appended:
        # The caller names a complaint only; whose it is, and so its key, is in its filing.
        complaint, _ = await self.read(complaint_id)
        key = str(complaint.filed.customer_id)
        return await handle(self.store, self._intent(complaint_id, key, command, request, **options))

    def _intent(
        self, complaint_id: UUID, key: str, command: ComplaintCommand, request: Request, **options: Any
    ) -> ComplaintIntent:
        stream = stream_of(complaint_id)
        return Intent(self.kind, stream, key, command, request, answer=_answer, **options)


def _answer(state: State) -> bytes:
    if state is None:
        return b""
    filed = state.filed
    return msgspec.json.encode(
        {
            "complaint_id": filed.complaint_id,
            "customer_id": filed.customer_id,
            "acknowledge_by": state.clocks.acknowledge_by,
            "resolve_by": state.clocks.resolve_by,
        }
    )
