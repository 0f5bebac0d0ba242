"""The plan's use cases, one short method a command: gather, decide, append."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

import msgspec

from services.leads.plan.decide import (
    PLAN,
    ApprovePlan,
    EndPlan,
    MeasureGoal,
    Plan,
    PlanCommand,
    PlanKindUnknown,
    PlanPartUnknown,
    PlanUnknown,
    ReachNode,
    ReturnPlan,
    ReviewPlan,
    Standard,
    State,
    SubmitPlan,
    TakeSteps,
)
from services.leads.plan.events import (
    Content,
    Goal,
    Named,
    Node,
    PlanApproved,
    PlanEnded,
    PlanEvent,
    PlanGoalMeasured,
    PlanNodeOverdue,
    PlanNodeReached,
    PlanNodeWarned,
    PlanReturned,
    PlanReviewDue,
    PlanReviewed,
    PlanSubmitted,
)
from services.leads.plan.published import publish
from services.leads.plan.standards import declared, standard, strangers
from services.leads.plan.told import (
    ContentTold,
    End,
    Measured,
    NodeProof,
    PlanTold,
    Review,
    RevisionTold,
    VersionReturned,
)
from shared.in_force import InForce
from shared.kit.eventstore.codec import Codec
from shared.kit.eventstore.handle import Intent, Publisher, Request, StreamKind, handle, handle_when_made
from shared.kit.eventstore.port import Appended, EventStore
from shared.kit.external_ids import named_customer_id
from shared.kit.ids import uuid7
from shared.policy import PolicyBook
from shared.policy.plans import PlanKind

CODEC: Codec[PlanEvent] = Codec(
    PlanSubmitted,
    PlanApproved,
    PlanReturned,
    PlanNodeWarned,
    PlanNodeOverdue,
    PlanNodeReached,
    PlanGoalMeasured,
    PlanReviewDue,
    PlanReviewed,
    PlanEnded,
)

PlanIntent = Intent[State, PlanCommand, PlanEvent]


@dataclass(frozen=True, slots=True)
class Told:
    """A plan with the facts that made it; their number is the stream's version."""

    plan: Plan
    facts: tuple[PlanEvent, ...]


def stream_of(plan_id: UUID) -> str:
    """Return the plan's stream, which is its key, too."""
    return f"plan-{plan_id}"


@dataclass(frozen=True, slots=True)
class Plans:
    """What can be done about plans, each step under the policy in force."""

    store: EventStore
    kind: StreamKind[State, PlanCommand, PlanEvent]
    books: InForce

    @classmethod
    def of(cls, store: EventStore, publisher: Publisher, books: InForce) -> Self:
        """Return the use cases over `store`."""
        return cls(store, StreamKind(PLAN, CODEC, publish, publisher), books)

    async def read(self, plan_id: UUID) -> Told:
        """Return the plan. Raises PlanUnknown."""
        stored = (await self.store.load(stream_of(plan_id))).events
        facts = tuple(CODEC.decode(fact.type, fact.schema_version, fact.data) for fact in stored)
        plan = PLAN.fold(facts)
        if plan is None:
            raise PlanUnknown(plan_id=str(plan_id))
        return Told(plan, facts)

    async def standard(self, plan: Plan, now: datetime) -> Standard:
        """Return what the book in force asks of its latest version. Raises PlanKindUnknown."""
        book, submitted = await self.books.at(now), plan.submitted
        return standard(book, _kind(book, submitted.named.kind), submitted.named, submitted.content)

    async def submit(self, told: PlanTold, request: Request) -> Appended:
        """Its first version waits for approval. Raises PlanKindUnknown and PlanPartUnknown."""
        return await handle_when_made(self.store, request, self._submitting(told, request))

    async def revise(self, plan_id: UUID, told: RevisionTold, request: Request) -> Appended:
        """Another version waits for approval; the one in force stays so until then."""
        return await handle_when_made(self.store, request, self._revising(plan_id, told, request))

    async def approve(self, plan_id: UUID, version: int, roles: frozenset[str], request: Request) -> Appended:
        """That version is in force, and its time nodes are owed (S3-03, S3-04)."""
        by, now = request.principal, request.now
        judging = self._judging(plan_id, lambda asked: ApprovePlan(version, asked, roles, by, now), request)
        return await handle_when_made(self.store, request, judging)

    async def give_back(
        self, plan_id: UUID, told: VersionReturned, roles: frozenset[str], request: Request
    ) -> Appended:
        """That version is not approved, in the role that approves it."""
        said, by, now = (told.version, told.reason), request.principal, request.now
        judging = self._judging(plan_id, lambda asked: ReturnPlan(*said, asked, roles, by, now), request)
        return await handle_when_made(self.store, request, judging)

    async def reach(self, plan_id: UUID, node: str, told: NodeProof, request: Request) -> Appended:
        """The time node is reached."""
        book = await self.books.at(request.now)
        command = ReachNode(node, told.evidence, told.ref, book.version, request.principal, request.now)
        return await self._handle(plan_id, command, request)

    async def measure(self, plan_id: UUID, goal: str, told: Measured, request: Request) -> Appended:
        """So much of the goal is there (S9-10)."""
        book = await self.books.at(request.now)
        command = MeasureGoal(
            *(goal, told.value, told.evidence, book.version, request.principal),
            *(told.measured_at or request.now, request.now),
        )
        return await self._handle(plan_id, command, request)

    async def review(self, plan_id: UUID, told: Review, request: Request) -> Appended:
        """Market information was taken up again; the book says when it is next time (S3-05)."""
        return await handle_when_made(self.store, request, self._reviewing(plan_id, told, request))

    async def end(self, plan_id: UUID, told: End, request: Request) -> Appended:
        """It is over."""
        book = await self.books.at(request.now)
        command = EndPlan(told.outcome, told.reason, book.version, request.principal, request.now)
        return await self._handle(plan_id, command, request)

    def stepping(self, plan_id: UUID, request: Request) -> PlanIntent:
        """Return what records whatever time has brought it; the deadline is over."""
        return self._intent(plan_id, TakeSteps(request.now), request)

    async def _submitting(self, told: PlanTold, request: Request) -> PlanIntent:
        book = await self.books.at(request.now)
        title = _kind(book, told.kind).title
        customer_id = None if told.customer is None else named_customer_id(told.customer)
        named = Named(
            *(uuid7(), told.kind, title.zh, title.en, told.title, told.owner),
            *(customer_id, told.target_group),
        )
        return self._version(book, named, told, None, request)

    async def _revising(self, plan_id: UUID, told: RevisionTold, request: Request) -> PlanIntent:
        before = (await self.read(plan_id)).plan.named
        book = await self.books.at(request.now)
        title = _kind(book, before.kind).title
        named = Named(
            *(plan_id, before.kind, title.zh, title.en, told.title, told.owner),
            *(before.customer_id, before.target_group),
        )
        return self._version(book, named, told, told.reason, request)

    def _version(
        self, book: PolicyBook, named: Named, told: ContentTold, reason: str | None, request: Request
    ) -> PlanIntent:
        unknown = strangers(_kind(book, named.kind), told.parts)
        if unknown:
            raise PlanPartUnknown(kind=named.kind, unknown=", ".join(unknown), policy_version=book.version)
        command = SubmitPlan(named, _content(told), reason, book.version, request.principal, request.now)
        return self._intent(named.plan_id, command, request)

    async def _judging(
        self, plan_id: UUID, judged: Callable[[Standard], PlanCommand], request: Request
    ) -> PlanIntent:
        asked = await self.standard((await self.read(plan_id)).plan, request.now)
        return self._intent(plan_id, judged(asked), request)

    async def _reviewing(self, plan_id: UUID, told: Review, request: Request) -> PlanIntent:
        plan, book = (await self.read(plan_id)).plan, await self.books.at(request.now)
        command = ReviewPlan(
            *(told.information, told.analysis, told.revise, _kind(book, plan.named.kind).review_days),
            *(book.version, request.principal, request.now),
        )
        return self._intent(plan_id, command, request)

    async def _handle(self, plan_id: UUID, command: PlanCommand, request: Request) -> Appended:
        return await handle(self.store, self._intent(plan_id, command, request))

    def _intent(self, plan_id: UUID, command: PlanCommand, request: Request) -> PlanIntent:
        stream = stream_of(plan_id)
        return Intent(self.kind, stream, stream, command, request, answer=_answer)


def _kind(book: PolicyBook, kind: str) -> PlanKind:
    found = declared(book, kind)
    if found is None:
        raise PlanKindUnknown(kind=kind, kinds=", ".join(book.plans.kinds), policy_version=book.version)
    return found


def _content(told: ContentTold) -> Content:
    parts: Mapping[str, Mapping[str, str]] = told.parts
    goals = tuple(Goal(**one.model_dump()) for one in told.goals)
    return Content(parts, goals, tuple(Node(**one.model_dump()) for one in told.nodes))


def _answer(state: State) -> bytes:
    if state is None:
        return b""
    return msgspec.json.encode(
        {
            "plan_id": state.named.plan_id,
            "kind": state.named.kind,
            "version": state.submitted.version,
            "standing": state.standing,
            "review_at": state.review_at,
        }
    )
