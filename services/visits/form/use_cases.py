"""The form's use case: gather, decide, append."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID

import msgspec

from services.visits.form.decide import FORM, Answer, AnswerForm, FormAnswerUnknown
from services.visits.form.declared import sheet_of
from services.visits.form.events import FormAnswered
from services.visits.form.published import publish
from shared.contracts import inbox
from shared.in_force import InForce
from shared.kit.eventstore.codec import Codec
from shared.kit.eventstore.handle import Intent, Publisher, Request, StreamKind, handle_when_made
from shared.kit.eventstore.port import Appended, EventStore
from shared.kit.external_ids import external_id, named_customer_id
from shared.kit.ids import uuid7
from shared.kit.plausible_time import refuse_implausible

CODEC = Codec(FormAnswered)

FormIntent = Intent[Answer, AnswerForm, FormAnswered]


def stream_of(answer_id: UUID) -> str:
    """Return the answer's stream."""
    return f"answer-{answer_id}"


@dataclass(frozen=True, slots=True)
class Forms:
    """What can be done about forms, each by the policy in force when it was filled in."""

    store: EventStore
    kind: StreamKind[Answer, AnswerForm, FormAnswered]
    books: InForce

    @classmethod
    def of(cls, store: EventStore, publisher: Publisher, books: InForce) -> Self:
        """Return the use cases over `store`."""
        return cls(store, StreamKind(FORM, CODEC, publish, publisher), books)

    async def read(self, answer_id: UUID) -> FormAnswered:
        """Return the answer. Raises FormAnswerUnknown."""
        # One that a customer gave by link stands in the stream of its invitation.
        for stream in (stream_of(answer_id), f"survey-{answer_id}"):
            for fact in (await self.store.load(stream)).events:
                if fact.type == FormAnswered.TYPE:
                    return CODEC.decode(fact.type, fact.schema_version, fact.data)
        raise FormAnswerUnknown(answer_id=str(answer_id))

    async def answer_form(
        self, told: inbox.AnswerForm, roles: frozenset[str] | None, request: Request
    ) -> Appended:
        """The answer is on file, with its total and its warnings; `roles` are the caller's."""
        return await handle_when_made(self.store, request, self.answering(told, request, roles))

    async def answering(
        self, told: inbox.AnswerForm, request: Request, roles: frozenset[str] | None = None
    ) -> FormIntent:
        """Return what records it. Raises the rejections of an implausible time."""
        ref, customer_id = told.external_ref, named_customer_id(told.customer)
        answer_id = external_id("form-answer", ref.source, ref.ref) if ref else uuid7()
        answered_at = told.answered_at or request.now
        # Before the book is asked for: no book holds at a time that cannot be.
        refuse_implausible(answered_at, request.now, "answered_at")
        # A paper form of last month is judged by the form that was printed then.
        book = await self.books.at(min(answered_at, request.now))
        command = AnswerForm(
            answer_id=answer_id,
            customer_id=customer_id,
            form=told.form,
            sheet=sheet_of(book, told.form),
            items=told.items,
            mode=told.mode,
            note=told.note,
            about=told.about,
            survey_id=None,
            answered_by=told.answered_by,
            recorded_by=request.principal,
            answered_at=told.answered_at,
            now=request.now,
            roles=roles,
        )
        return Intent(
            self.kind, stream_of(answer_id), str(customer_id), command, request, answer=_answer, creates=True
        )


def _answer(state: Answer) -> bytes:
    if state is None:
        return b""
    return msgspec.json.encode(
        {
            "answer_id": state.answer_id,
            "customer_id": state.customer_id,
            "total": state.total,
            "low_score": state.low_score,
            "flags": state.flags,
            "policy_version": state.policy_version,
        }
    )
