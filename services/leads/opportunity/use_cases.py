"""The opportunity's use cases, one short method a command: gather, decide, append."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, Self
from uuid import UUID

import msgspec

from services.leads.opportunity.decide import (
    OPPORTUNITY,
    LoseOpportunity,
    MoveOpportunity,
    OpenOpportunity,
    Opportunity,
    OpportunityCommand,
    OpportunityUnknown,
    PipelineUnknown,
    RecordEvidence,
    ReopenOpportunity,
    State,
    TellOverdue,
    Way,
    WinOpportunity,
)
from services.leads.opportunity.events import (
    Named,
    OpportunityEvent,
    OpportunityEvidenced,
    OpportunityLost,
    OpportunityMoved,
    OpportunityOpened,
    OpportunityOverdue,
    OpportunityReopened,
    OpportunityWon,
)
from services.leads.opportunity.published import publish
from services.leads.opportunity.standards import Found, Standards
from services.leads.opportunity.told import EvidenceRecorded, StageWanted
from shared.contracts import opportunities
from shared.in_force import InForce
from shared.kit.eventstore.codec import Codec
from shared.kit.eventstore.handle import Intent, Publisher, Request, StreamKind, handle, handle_when_made
from shared.kit.eventstore.port import Appended, EventStore
from shared.kit.external_ids import external_id, named_customer_id
from shared.kit.ids import uuid7
from shared.policy import PolicyBook
from shared.policy.pipelines import Pipeline

CODEC: Codec[OpportunityEvent] = Codec(
    OpportunityOpened,
    OpportunityMoved,
    OpportunityEvidenced,
    OpportunityWon,
    OpportunityLost,
    OpportunityReopened,
    OpportunityOverdue,
)

OpportunityIntent = Intent[State, OpportunityCommand, OpportunityEvent]


class Customers(Protocol):
    """What a use case needs of the customers."""

    async def found(self, customer_id: UUID) -> Found:
        """Return what is known of the customer. Raises `Unavailable`."""
        ...


@dataclass(frozen=True, slots=True)
class Told:
    """An opportunity with the facts that made it, each under its event's id; their number is the version."""

    opportunity: Opportunity
    facts: tuple[tuple[UUID, OpportunityEvent], ...]

    @property
    def version(self) -> int:
        """The stream's version."""
        return len(self.facts)

    @property
    def own_evidence(self) -> Mapping[str, UUID]:
        """The event by which each kind of evidence was last recorded on it."""
        return {
            fact.evidence: event_id for event_id, fact in self.facts if isinstance(fact, OpportunityEvidenced)
        }


def stream_of(opportunity_id: UUID) -> str:
    """Return the opportunity's stream."""
    return f"opportunity-{opportunity_id}"


@dataclass(frozen=True, slots=True)
class Opportunities:
    """What can be done about opportunities, each step under the policy in force."""

    store: EventStore
    kind: StreamKind[State, OpportunityCommand, OpportunityEvent]
    books: InForce
    customers: Customers

    @classmethod
    def of(cls, store: EventStore, publisher: Publisher, books: InForce, customers: Customers) -> Self:
        """Return the use cases over `store`."""
        return cls(store, StreamKind(OPPORTUNITY, CODEC, publish, publisher), books, customers)

    async def read(self, opportunity_id: UUID) -> Told:
        """Return the opportunity. Raises OpportunityUnknown."""
        stored = (await self.store.load(stream_of(opportunity_id))).events
        facts = tuple((fact.id, CODEC.decode(fact.type, fact.schema_version, fact.data)) for fact in stored)
        opportunity = OPPORTUNITY.fold(fact for _, fact in facts)
        if opportunity is None:
            raise OpportunityUnknown(opportunity_id=str(opportunity_id))
        return Told(opportunity, facts)

    async def standards(self, told: Told, now: datetime) -> tuple[Pipeline | None, Way]:
        """Return its pipeline as the book in force declares it, and with what is there of what it asks."""
        opportunity = told.opportunity
        named, book = opportunity.named, await self.books.at(now)
        asked = Standards(
            book=book,
            found=await self.customers.found(named.customer_id),
            own=told.own_evidence,
            opened_at=opportunity.opened.occurred_at,
            entered_at=opportunity.entered_at,
            now=now,
        )
        return declared(book, named.pipeline), asked.way(named.pipeline)

    async def open_opportunity(self, told: opportunities.OpenOpportunity, request: Request) -> Appended:
        """The opportunity is in the first stage of its pipeline."""
        return await handle_when_made(self.store, request, self.opening(told, request))

    async def opening(self, told: opportunities.OpenOpportunity, request: Request) -> OpportunityIntent:
        """Return what opens it. Raises PipelineUnknown."""
        ref, customer_id = told.external_ref, named_customer_id(told.customer)
        opportunity_id = external_id("opportunity", ref.source, ref.ref) if ref else uuid7()
        book, opened_at = await self.books.at(request.now), told.opened_at or request.now
        pipeline = declared(book, told.pipeline)
        if pipeline is None:
            raise PipelineUnknown(pipeline=told.pipeline, policy_version=book.version)
        found = await self.customers.found(customer_id)
        asked = Standards(book, found, {}, opened_at, opened_at, request.now)
        title = pipeline.title
        command = OpenOpportunity(
            named=Named(opportunity_id, customer_id, told.pipeline, title.zh, title.en),
            title=told.title,
            way=asked.way(told.pipeline),
            opened_by=request.principal,
            opened_at=opened_at,
            now=request.now,
        )
        # Read before it is decided: what a repeat was answered first does not hang on what is there by now.
        return self._intent(opportunity_id, str(customer_id), command, request)

    async def move(self, opportunity_id: UUID, wanted: StageWanted, request: Request) -> Appended:
        """It is in the stage that is wanted."""
        told = await self.read(opportunity_id)
        _, way = await self.standards(told, request.now)
        command = MoveOpportunity(way, wanted.to, wanted.reason, request.principal, request.now)
        return await self._asked(told, command, request)

    async def record(self, opportunity_id: UUID, said: EvidenceRecorded, request: Request) -> Appended:
        """What no other fact shows is on record."""
        told, book = await self.read(opportunity_id), await self.books.at(request.now)
        command = RecordEvidence(
            said.evidence, said.text, said.ref, book.version, request.principal, request.now
        )
        return await self._said(told, command, request)

    async def win(self, opportunity_id: UUID, request: Request) -> Appended:
        """It left the last stage."""
        told = await self.read(opportunity_id)
        _, way = await self.standards(told, request.now)
        return await self._asked(told, WinOpportunity(way, request.principal, request.now), request)

    async def lose(self, opportunity_id: UUID, reason: str, request: Request) -> Appended:
        """It was given up, or lost."""
        told, book = await self.read(opportunity_id), await self.books.at(request.now)
        command = LoseOpportunity(reason, book.version, request.principal, request.now)
        return await self._said(told, command, request)

    async def reopen(self, opportunity_id: UUID, reason: str, request: Request) -> Appended:
        """It goes on where it ended."""
        told = await self.read(opportunity_id)
        _, way = await self.standards(told, request.now)
        command = ReopenOpportunity(way, reason, request.principal, request.now)
        return await self._asked(told, command, request)

    def telling(self, opportunity_id: UUID, key: str, request: Request) -> OpportunityIntent:
        """Return what says that it is overdue, unless it left its stage; the deadline is over."""
        return self._intent(opportunity_id, key, TellOverdue(request.now), request)

    async def _asked(self, told: Told, command: OpportunityCommand, request: Request) -> Appended:
        # What the stages ask was answered for the opportunity as it was read: of two steps at once one is
        # refused, so that nobody who says "the next stage" twice skips one.
        return await self._said(told, command, request, if_version=told.version)

    async def _said(
        self, told: Told, command: OpportunityCommand, request: Request, **options: Any
    ) -> Appended:
        named = told.opportunity.named
        key = str(named.customer_id)
        return await handle(self.store, self._intent(named.opportunity_id, key, command, request, **options))

    def _intent(
        self, opportunity_id: UUID, key: str, command: OpportunityCommand, request: Request, **options: Any
    ) -> OpportunityIntent:
        stream = stream_of(opportunity_id)
        return Intent(self.kind, stream, key, command, request, answer=_answer, **options)


def declared(book: PolicyBook, pipeline: str) -> Pipeline | None:
    """Return the pipeline as the book declares it."""
    return book.pipelines.pipelines.get(pipeline)


def _answer(state: State) -> bytes:
    if state is None:
        return b""
    named = state.named
    return msgspec.json.encode(
        {
            "opportunity_id": named.opportunity_id,
            "customer_id": named.customer_id,
            "stage": state.place.stage,
            "expected_by": state.place.expected_by,
            "ended": state.ended,
        }
    )
