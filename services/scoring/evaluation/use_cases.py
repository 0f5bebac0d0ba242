"""The use cases of the policy's evaluation: gather, decide, append."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Self
from uuid import UUID

import msgspec

from services.scoring.evaluation.decide import (
    EVALUATION,
    Clock,
    Evaluate,
    Evaluation,
    EvaluationCommand,
    FollowBook,
    Interval,
    TakeSteps,
)
from services.scoring.evaluation.events import (
    EvaluationEvent,
    EvaluationFellDue,
    EvaluationReminded,
    EvaluationScheduled,
    Outcome,
    PolicyEvaluated,
)
from services.scoring.evaluation.published import publish
from services.scoring.policy.use_cases import Policies
from shared.contracts.evaluation import EVALUATION_KEY
from shared.in_force import Books
from shared.kit.eventstore.codec import Codec
from shared.kit.eventstore.handle import Intent, Publisher, Request, StreamKind, handle
from shared.kit.eventstore.port import Appended, CommandId
from shared.kit.eventstore.postgres import PostgresEventStore
from shared.policy import PolicyBook
from shared.policy.timing import in_force

CODEC: Codec[EvaluationEvent] = Codec(
    EvaluationScheduled, EvaluationReminded, EvaluationFellDue, PolicyEvaluated
)
STREAM = EVALUATION_KEY
ONESELF = "scoring:evaluation"


def interval_of(book: PolicyBook) -> Interval:
    """Return how often the book wants to be evaluated (S6-15)."""
    chapter = book.evaluation
    return Interval(timedelta(days=chapter.every_days), timedelta(days=chapter.remind_before))


@dataclass(frozen=True, slots=True)
class Evaluations:
    """What can be done about the policy's evaluation."""

    store: PostgresEventStore
    kind: StreamKind[Evaluation, EvaluationCommand, EvaluationEvent]
    policies: Policies

    @classmethod
    def of(cls, store: PostgresEventStore, publisher: Publisher, policies: Policies) -> Self:
        """Return the use cases over `store`."""
        return cls(store, StreamKind(EVALUATION, CODEC, publish, publisher), policies)

    @property
    def books(self) -> Books:
        """The books announced so far."""
        return self.policies.books

    async def follow_in_force(self, now: datetime) -> None:
        """The clock runs for the book in force; for the default one from the first time this is asked."""
        entry = in_force(await self.books.entries(), now)
        book = self.books.understood(entry)
        command = FollowBook(
            policy_version=entry.version,
            holds_from=entry.effective_from,
            number=entry.number,
            interval=interval_of(book),
            starts_at=entry.effective_from if entry.number else now,
            now=now,
        )
        # By its moment, so that no start answers for another; what is already so changes nothing.
        text = f"follow {entry.version} {now.isoformat()}"
        request = Request(CommandId(text, sha256(text.encode()).digest()), now, ONESELF)
        await self._handle(command, request)

    async def follow(self, command: FollowBook, request: Request) -> Appended:
        """The clock runs for the book that came into force, unless a later one holds."""
        return await self._handle(command, request)

    async def step(self, deadline: str, request: Request) -> Appended:
        """Somebody is reminded, or the evaluation is due, as time has brought it by now."""
        return await self._handle(TakeSteps(deadline, request.now), request)

    async def evaluate(
        self, outcome: Outcome, draft_id: UUID | None, findings: str, request: Request
    ) -> Appended:
        """The policy was evaluated, and the clock starts anew. Raises DraftUnknown."""
        if draft_id is not None:
            await self.policies.read(draft_id)
        book = await self.books.at(request.now)
        command = Evaluate(outcome, draft_id, findings, interval_of(book), request.principal, request.now)
        return await self._handle(command, request)

    async def read(self) -> Evaluation:
        """Return the clock, or None before the service first ran."""
        return self.kind.fold((await self.store.load(STREAM)).events)

    async def _handle(self, command: EvaluationCommand, request: Request) -> Appended:
        intent = Intent(self.kind, STREAM, EVALUATION_KEY, command, request, answer=_answer)
        return await handle(self.store, intent)


def _answer(state: Evaluation) -> bytes:
    known: Clock | None = state
    if known is None:
        return b""
    return msgspec.json.encode(
        {"policy_version": known.scheduled.policy_version, "due_at": known.scheduled.due_at}
    )
