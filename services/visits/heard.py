"""Everything visits hears, and what each becomes.

From other systems, on the inbox topic and at `POST /v1/events`:

| type | becomes |
|---|---|
| `tuoke.visits.inbox.log-visit` | `Contacts.log_visit` |
| `tuoke.visits.inbox.plan-contact` | `PlannedContacts.plan` |
| `tuoke.visits.inbox.file-complaint` | `Complaints.file_complaint` |
| `tuoke.visits.inbox.open-obligation` | `Obligations.open_by_hand` |
| `tuoke.visits.inbox.answer-form` | `Forms.answer_form` |
| `tuoke.visits.inbox.open-matter` | `Matters.open_matter` |
| `tuoke.visits.inbox.record-promise` | `Promises.record` |

From the services, by the read model `customers`: all that leads says of a customer, `tier-changed` of
scoring, and of our own `visit-logged`, `complaint-filed`, `complaint-resolved`, `complaint-reopened`,
`form-answered`, `obligation-met`, `matter-opened`, `matter-closed` and `matter-reopened`; the other types of
these topics are passed over by name. Whoever changes by that is looked at for what they are owed
(`obligation.review`).
By the read models `obligations`, `matters`, `promises` and `planned`: our own facts of each. By the read
model `forms`: our own `form-answered` and `visit-logged`. By the read model `policy`: `policy-announced` of
scoring.
From ourselves, by deadline: `complaint-acknowledge`, `complaint-resolve`, `obligation-step`,
`survey-expiry`, `matter-due`, `promise-due`, `contact-missed`, `low-score`.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from services.visits.complaint.decide import DEADLINE_KINDS
from services.visits.complaint.use_cases import ComplaintIntent
from services.visits.form.decide import LOW_SCORE_KIND
from services.visits.matter.decide import DEADLINE_KIND as MATTER_DUE
from services.visits.matter.use_cases import MatterIntent
from services.visits.obligation.decide import DEADLINE_KIND
from services.visits.obligation.use_cases import ObligationIntent
from services.visits.planned.decide import DEADLINE_KIND as CONTACT_MISSED
from services.visits.planned.use_cases import PlannedIntent
from services.visits.promise.decide import DEADLINE_KIND as PROMISE_DUE
from services.visits.promise.use_cases import PromiseIntent
from services.visits.survey.decide import DEADLINE_KIND as SURVEY_EXPIRY
from services.visits.survey.use_cases import SurveyIntent
from services.visits.use_cases import UseCases
from shared.contracts.inbox import AnswerForm, FileComplaint, LogVisit
from shared.contracts.matters import OpenMatter
from shared.contracts.obligations import OpenObligation
from shared.contracts.planned_contacts import PlanContact
from shared.contracts.promises import RecordPromise
from shared.kit.clock import Clock
from shared.kit.deadlines.due import Due, Handler, by_intent
from shared.kit.eventstore.handle import Request
from shared.kit.external_ids import named_customer_id
from shared.kit.inbox.inbox import Accept

DEADLINES_PRINCIPAL = "visits:deadlines"


def inbox_handlers(use: UseCases) -> Mapping[str, Accept[Any]]:
    """Return what becomes of each type that other systems send."""

    def key(told: Any) -> str:
        return str(named_customer_id(told.customer))

    return {
        LogVisit.TYPE: Accept(LogVisit, use.contacts.logging, key),
        PlanContact.TYPE: Accept(PlanContact, use.planned.planning, key),
        FileComplaint.TYPE: Accept(FileComplaint, use.complaints.filing, key),
        OpenObligation.TYPE: Accept(OpenObligation, use.obligations.opening, key),
        AnswerForm.TYPE: Accept(AnswerForm, use.forms.answering, key),
        OpenMatter.TYPE: Accept(OpenMatter, use.matters.opening, key),
        RecordPromise.TYPE: Accept(RecordPromise, use.promises.recording, key),
    }


def deadline_handlers(use: UseCases, clock: Clock) -> Mapping[str, Handler]:
    """Return what becomes of each kind of deadline."""

    def tell(due: Due, request: Request) -> ComplaintIntent:
        return use.complaints.stepping(due.stream_id, due.key, DEADLINE_KINDS[due.kind], request)

    def step(due: Due, request: Request) -> ObligationIntent:
        return use.obligations.stepping(due.stream_id, due.key, request)

    def expire(due: Due, request: Request) -> SurveyIntent:
        return use.surveys.expiring(due.stream_id, due.key, request)

    def late(due: Due, request: Request) -> MatterIntent:
        return use.matters.breaching(due.stream_id, due.key, request)

    def unkept(due: Due, request: Request) -> PromiseIntent:
        return use.promises.breaching(due.stream_id, due.key, request)

    def missed(due: Due, request: Request) -> PlannedIntent:
        return use.planned.missing(due.stream_id, due.key, request)

    async def low_score(due: Due) -> None:
        answer = await use.forms.read(UUID(due.detail["answer_id"]))
        await use.matters.open_for_answer(answer, due.id, due.request(clock, DEADLINES_PRINCIPAL))

    together = partial(by_intent, use.obligations.store, clock, DEADLINES_PRINCIPAL)
    return {
        **dict.fromkeys(DEADLINE_KINDS, together(tell)),
        DEADLINE_KIND: together(step),
        SURVEY_EXPIRY: together(expire),
        MATTER_DUE: together(late),
        PROMISE_DUE: together(unkept),
        CONTACT_MISSED: together(missed),
        LOW_SCORE_KIND: low_score,
    }
