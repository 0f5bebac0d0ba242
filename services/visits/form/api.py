"""Forms over HTTP: fill one in, read an answer."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from services.visits.form.published import publish
from services.visits.form.use_cases import Forms
from services.visits.roles import CONTACT, SOURCE
from shared.contracts.inbox import AnswerForm
from shared.contracts.roles import Role
from shared.contracts.visits import FormAnswered, FormFlag
from shared.kit.eventstore.handle import Request
from shared.kit.http.auth import requires
from shared.kit.http.idempotency import request_of
from shared.kit.http.key_ring import Principal
from shared.kit.http.positions import written

Filler = Annotated[Request, Depends(request_of(*CONTACT))]
Caller = Annotated[Principal, Depends(requires(*CONTACT))]


class AnswerNamed(BaseModel):
    """The answer that was written, whose it is, and what the policy makes of it.

    `total` runs from 0 to 100, null when no weighed item was answered.
    """

    answer_id: UUID
    customer_id: UUID
    total: float | None
    low_score: bool
    flags: list[FormFlag]
    policy_version: str


def form_router(forms: Forms) -> APIRouter:
    """Return the routes of forms."""
    router = APIRouter(prefix="/v1", tags=["forms"])

    @router.post("/form-answers", status_code=201)
    async def answer_form(
        told: AnswerForm, caller: Caller, request: Filler, response: Response
    ) -> AnswerNamed:
        """Fill in a form of the policy: totals and warnings follow from the book of that time (S3-15)."""
        # A system speaks for people whose roles it knows and we do not.
        roles = None if Role.system in caller.roles else caller.roles
        appended = await forms.answer_form(told, roles, request)
        answer = AnswerNamed.model_validate_json(appended.answer)
        written(response, appended, SOURCE)
        response.headers["Location"] = f"/v1/form-answers/{answer.answer_id}"
        return answer

    @router.get("/form-answers/{answer_id}", dependencies=[Depends(requires())])
    async def read_form_answer(answer_id: UUID) -> FormAnswered:
        """Read one answer."""
        return publish(await forms.read(answer_id))

    return router
