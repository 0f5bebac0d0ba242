"""The use cases of invitations, one short method a command: gather, decide, append."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

import msgspec

from services.visits.form.decide import AnswerForm
from services.visits.form.declared import sheet_of
from services.visits.form.events import FormAnswered
from services.visits.survey.decide import (
    SURVEY,
    AnswerSurvey,
    ExpireSurvey,
    Invitation,
    OpenSurvey,
    Survey,
    SurveyCommand,
    SurveyLinkOver,
    SurveyUnknown,
)
from services.visits.survey.events import SurveyEvent, SurveyExpired, SurveyOpened
from services.visits.survey.published import publish
from shared.in_force import InForce
from shared.kit.eventstore.codec import Codec
from shared.kit.eventstore.handle import Intent, Publisher, Request, StreamKind, handle
from shared.kit.eventstore.port import Appended, EventStore
from shared.kit.external_ids import Named, named_customer_id
from shared.kit.ids import uuid7
from shared.policy.forms import Form

CODEC: Codec[SurveyEvent] = Codec(SurveyOpened, FormAnswered, SurveyExpired)

SurveyIntent = Intent[Survey, SurveyCommand, SurveyEvent]


def stream_of(survey_id: UUID) -> str:
    """Return the survey's stream."""
    return f"survey-{survey_id}"


@dataclass(frozen=True, slots=True)
class Surveys:
    """What can be done about invitations. A link shows the form of the book that held when it was made."""

    store: EventStore
    kind: StreamKind[Survey, SurveyCommand, SurveyEvent]
    books: InForce

    @classmethod
    def of(cls, store: EventStore, publisher: Publisher, books: InForce) -> Self:
        """Return the use cases over `store`."""
        return cls(store, StreamKind(SURVEY, CODEC, publish, publisher), books)

    async def read(self, survey_id: UUID) -> Invitation:
        """Return the survey. Raises SurveyUnknown."""
        loaded = await self.store.load(stream_of(survey_id))
        survey = self.kind.fold(loaded.events)
        if survey is None:
            raise SurveyUnknown(survey_id=str(survey_id))
        return survey

    async def open_survey(self, customer: Named, named: str | None, request: Request) -> Appended:
        """The customer is invited, until the link's time by the policy in force is over.

        Without a form it is the one by which the policy asks how satisfied customers are.
        """
        survey_id, customer_id = uuid7(), named_customer_id(customer)
        book = await self.books.at(request.now)
        form = named or book.surveys.form
        command = OpenSurvey(
            survey_id=survey_id,
            customer_id=customer_id,
            form=form,
            sheet=sheet_of(book, form),
            opened_by=request.principal,
            expires_at=request.now + timedelta(days=book.surveys.link_days),
            now=request.now,
        )
        return await handle(
            self.store, self._intent(survey_id, str(customer_id), command, request, creates=True)
        )

    async def asked(self, survey_id: UUID, now: datetime) -> tuple[SurveyOpened, Form]:
        """Return an invitation that still holds, with its form. Raises SurveyLinkOver."""
        survey = self.kind.fold((await self.store.load(stream_of(survey_id))).events)
        if survey is None or not survey.holds(now):
            raise SurveyLinkOver
        book = await self.books.at(survey.opened.occurred_at)
        return survey.opened, book.forms.forms[survey.opened.form]

    async def answer_survey(
        self, survey_id: UUID, items: Mapping[str, int | None], note: str | None, request: Request
    ) -> Appended:
        """The customer's answer is on file and the link is over. Raises SurveyLinkOver for one that was."""
        loaded = await self.store.load(stream_of(survey_id))
        survey = self.kind.fold(loaded.events)
        if survey is None:
            raise SurveyLinkOver
        opened = survey.opened
        answer = AnswerForm(
            answer_id=survey_id,
            customer_id=opened.customer_id,
            form=opened.form,
            sheet=sheet_of(await self.books.at(opened.occurred_at), opened.form),
            items=items,
            mode="questionnaire",
            note=note,
            about=None,
            survey_id=survey_id,
            answered_by=None,
            recorded_by=request.principal,
            answered_at=None,
            now=request.now,
        )
        command = AnswerSurvey(answer, request.now)
        return await handle(self.store, self._intent(survey_id, str(opened.customer_id), command, request))

    def expiring(self, survey_id: UUID, key: str, request: Request) -> SurveyIntent:
        """Return what says that the survey is over unanswered, unless it was answered; so is its deadline."""
        return self._intent(survey_id, key, ExpireSurvey(request.now), request)

    def _intent(
        self, survey_id: UUID, key: str, command: SurveyCommand, request: Request, *, creates: bool = False
    ) -> SurveyIntent:
        stream = stream_of(survey_id)
        return Intent(self.kind, stream, key, command, request, answer=_answer, creates=creates)


def _answer(state: Survey) -> bytes:
    if state is None:
        return b""
    opened = state.opened
    return msgspec.json.encode(
        {
            "survey_id": opened.survey_id,
            "customer_id": opened.customer_id,
            "form": opened.form,
            "expires_at": opened.expires_at,
        }
    )
